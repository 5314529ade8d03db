using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Simulation.Engine;

namespace Steadfast.Local.Simulation.Faults;

/// <summary>One world before it begins: how large its stack is, what will be done to it, and when.</summary>
/// <param name="Seed">What it was drawn from.</param>
/// <param name="Instances">How many web servers there are at the beginning.</param>
/// <param name="PlatformFailover">What the database service does by itself.</param>
/// <param name="AutomaticRepairs">Whether the scale set's own automatic repairs run.</param>
/// <param name="Faults">The faults, in their order.</param>
internal sealed record FaultSchedule(ulong Seed, int Instances, PlatformFailover PlatformFailover, bool AutomaticRepairs, IReadOnlyList<Fault> Faults)
{
    private const int SecondWorkerPercent = 30;
    private const int LargePercent = 10;
    private const int WayFaultsPercent = 70;
    private const ulong LastWithoutWayFaults = 20_000;

    private static readonly FaultKind[] WayFaults =
        [FaultKind.AnswersLost, FaultKind.AnswersLost, FaultKind.ControlPlaneAway, FaultKind.MetricsEmpty, FaultKind.WebServersCutOff, FaultKind.ReceiverAway];

    private static readonly (FaultKind Kind, int Weight)[] Weights =
    [
        (FaultKind.Crash, 14), (FaultKind.Hang, 10), (FaultKind.Slow, 4), (FaultKind.Poison, 8), (FaultKind.BadHost, 4), (FaultKind.Flap, 4), (FaultKind.Blip, 4),
        (FaultKind.Unrepairable, 2), (FaultKind.ZoneLoss, 2), (FaultKind.BadImage, 1),
        (FaultKind.DatabaseCrash, 3), (FaultKind.DatabaseHang, 3), (FaultKind.DatabaseReadOnly, 2), (FaultKind.DatabaseCutOff, 2),
        (FaultKind.StandbyDead, 2), (FaultKind.StandbyDegraded, 2), (FaultKind.StandbyLag, 2),
        (FaultKind.AlertsLost, 3), (FaultKind.AlertsLate, 3), (FaultKind.AlertsRepeated, 3),
        (FaultKind.Throttled, 4), (FaultKind.OperationFails, 4), (FaultKind.OperationStuck, 3), (FaultKind.NoCapacity, 2), (FaultKind.ViewLags, 3), (FaultKind.ReadsFail, 2),
        (FaultKind.ViewPartial, 1), (FaultKind.Deployment, 1), (FaultKind.Autoscale, 3), (FaultKind.PersonPauses, 2), (FaultKind.PersonOrders, 4), (FaultKind.PersonAborts, 2),
        (FaultKind.PersonFailsOver, 1), (FaultKind.Lease, 1), (FaultKind.AppKilled, 4), (FaultKind.ClockApart, 2),
    ];

    private static readonly int Sum = Weights.Sum(one => one.Weight);

    /// <summary>When the last fault is done.</summary>
    public TimeSpan Last => Faults.Count == 0 ? TimeSpan.Zero : Faults[^1].At;

    /// <summary>
    /// Draws a world. Faults on the ways out of the Function App are drawn from seed 20,001 on: with them every earlier world would take
    /// another course, and what its seed has found would not be tested any more.
    /// </summary>
    public static FaultSchedule Draw(ulong seed)
    {
        // Dice of their own: what is drawn with them leaves the rest of a world as it is.
        Dice beside = new(~seed);
        int workers = beside.Percent(SecondWorkerPercent) ? beside.Between(1, 3) : 0;
        bool isLarge = beside.Percent(LargePercent);
        Dice dice = new(seed);
        int instances = dice.Of([2, 3, 3, 4, 5, 6]);
        PlatformFailover failover = dice.Of([PlatformFailover.On, PlatformFailover.On, PlatformFailover.Late, PlatformFailover.Absent]);
        bool repairs = dice.Percent(30);
        List<Fault> faults = DrawFaults(dice, isLarge);
        TimeSpan last = faults[^1].At;
        faults.AddRange(Enumerable.Range(0, workers).Select(_ => new Fault(
            beside.Between(TimeSpan.Zero, last), FaultKind.SecondWorker, 0, beside.Between(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(20)), 0)));
        if (seed > LastWithoutWayFaults)
        {
            faults.AddRange(DrawWayFaults(new(seed ^ 0x7777_8888_9999_0000), last));
        }

        return new(seed, isLarge ? beside.Between(8, 24) : instances, failover, repairs, [.. faults.OrderBy(fault => fault.At)]);
    }

    // Where there are four times as many web servers, there are more faults of them, and they come sooner one after the other.
    private static List<Fault> DrawFaults(Dice dice, bool isLarge)
    {
        List<Fault> faults = [];
        TimeSpan at = TimeSpan.FromMinutes(3);
        TimeSpan pause = isLarge ? TimeSpan.FromMinutes(4) : TimeSpan.FromMinutes(9);
        for (int count = dice.Between(20, 40) * (isLarge ? 2 : 1); count > 0; count--)
        {
            // Many come close together: single faults are seldom what breaks a system.
            at += dice.Percent(45) ? dice.Between(TimeSpan.Zero, TimeSpan.FromSeconds(40)) : dice.Between(TimeSpan.FromMinutes(1), pause);
            faults.Add(new(at, Kind(dice), dice.Next(1_000), dice.Between(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(20)), dice.Between(1, 20)));
        }

        return faults;
    }

    private static IEnumerable<Fault> DrawWayFaults(Dice dice, TimeSpan last)
    {
        int count = dice.Percent(WayFaultsPercent) ? dice.Between(1, 8) : 0;
        return Enumerable.Range(0, count).Select(_ => new Fault(
            dice.Between(TimeSpan.Zero, last), dice.Of(WayFaults), dice.Next(1_000), dice.Between(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(20)), dice.Between(1, 20)));
    }

    private static FaultKind Kind(Dice dice)
    {
        int left = dice.Next(Sum);
        foreach ((FaultKind kind, int weight) in Weights)
        {
            if ((left -= weight) < 0)
            {
                return kind;
            }
        }

        return FaultKind.Crash;
    }
}
