using System.Globalization;
using Steadfast.Functions.Notifications;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Simulation.Models;
using Steadfast.Local.Simulation.Worlds;

namespace Steadfast.Local.Simulation.Comparisons;

/// <summary>Measures a world by the truth, in the same way whoever reacts in it.</summary>
internal sealed class Scorekeeper
{
    private const string Database = "database";
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    // What serves for a shorter time and fails again was not restored: else what flaps would count as many short outages.
    private static readonly TimeSpan Stable = TimeSpan.FromMinutes(3);

    private readonly World _world;
    private readonly List<Restored> _outages = [];
    private readonly Dictionary<string, Down> _down = [];
    private readonly HashSet<string> _known;
    private readonly Dictionary<string, Judged> _judged = [];
    private int _pages;
    private double _missing;
    private double _extra;

    public Scorekeeper(World world)
    {
        _world = world;
        _known = [.. world.Azure.ScaleSet.Instances.Select(one => one.Spec.InstanceId)];
        world.Azure.Operations.Begun += operation => _judged[operation.Id] = JudgeInstance(operation);
        world.Azure.Database!.Operations.Begun += operation => _judged[operation.Id] = new(world.Database.Fault is null, false);
        world.Database.TookOver += TookOver;
    }

    /// <summary>Begins to look. After whoever loses alerts was set up: a person is woken by what fires, not by what arrives.</summary>
    public void Begin()
    {
        Func<Alert, DeliveryPlan> plan = _world.Azure.ActionGroup.Plan;
        _world.Azure.ActionGroup.Plan = alert =>
        {
            _pages += Wakes(alert) ? 1 : 0;
            return plan(alert);
        };
        Again();
    }

    /// <summary>The score up to now.</summary>
    /// <param name="isOthers">Whether an operation was begun by others, or ordered by people.</param>
    public Score Read(Func<Operation, bool> isOthers)
    {
        DateTimeOffset now = _world.Clock.GetUtcNow();
        Operation[] all = [.. _world.Azure.Operations.All.Concat(_world.Azure.Database!.Operations.All).Where(one => !isOthers(one))];
        Operation[] actions = [.. all.Where(Counts)];
        // A failover of the database service itself that loses writes is harm of whoever leaves the database to it.
        Operation[] harmful = [.. all.Where(one => (Counts(one) || one.Kind == OperationKind.Failover) && _judged[one.Id].IsHarmful)];
        Operation[] needless = [.. actions.Where(one => _judged[one.Id].IsNeedless)];
        return new()
        {
            Requests = _world.Balancer.Traffic.Requests,
            Served = _world.Balancer.Traffic.Served,
            Writes = _world.Balancer.Traffic.Writes,
            Acknowledged = _world.Balancer.Traffic.Acknowledged,
            WritesLost = _world.Database.Lost,
            Outages = [.. _outages, .. _down.Values.Select(one => one.Until(one.ServesSince ?? now))],
            CapacityMinutes = _missing,
            Actions = actions.Length,
            Needless = needless.Length,
            Harmful = harmful.Length,
            WrongActions = [.. needless.Select(one => TextOf(one, "needless")), .. harmful.Select(one => TextOf(one, "harmful"))],
            Pages = _pages + _world.Notices.Where(Wakes).Select(notice => notice.Repeats ?? notice.IncidentId ?? notice.Id).Distinct().Count(),
            ExtraHours = _extra,
            Hours = _world.Age.TotalHours,
        };
    }

    // A replacement is a change of the capacity and a delete. What the database service does by itself is the same for everybody.
    private static bool Counts(Operation operation) => operation.By is Initiator.Caller or Initiator.AutomaticRepairs
        && operation.Kind is OperationKind.Restart or OperationKind.Reimage or OperationKind.Delete or OperationKind.Replace or OperationKind.Failover or OperationKind.DatabaseRestart;

    private static string TextOf(Operation operation, string judgement)
    {
        string what = $"{operation.Kind} {operation.InstanceId}".TrimEnd();
        return string.Create(CultureInfo.InvariantCulture, $"{operation.StartTime - World.Start:hh\\:mm\\:ss}, {what}: {judgement}");
    }

    private bool Wakes(Alert alert) => alert.Condition == "Fired" && alert.Health is not { Status: not "Active" } && alert.Rule is not SyntheticAlertRule && _world.Policy.Pages(alert);

    // As a service that wakes people is told.
    private static bool Wakes(Notice notice) => notice switch
    {
        { CanWait: true } or { Kind: NoticeKind.Opened or NoticeKind.Acknowledged } => false,
        { Kind: NoticeKind.Closed, NextStep: null } => false,
        _ => true,
    };

    private Judged JudgeInstance(Operation operation)
    {
        Machine[] all = [.. _world.Azure.ScaleSet.Instances.Select(one => (Machine)one.Machine)];
        Machine[] hit = [.. all.Where(one => operation.InstanceId.Split(',').Contains(one.Spec.InstanceId))];
        int left = all.Count(one => one.Serves) - hit.Count(one => one.Serves);
        // Autoscale may have made it another number than at the beginning, and what is deleted is not wanted any more.
        int wanted = _world.Azure.ScaleSet.State.Capacity - (operation.Kind == OperationKind.Delete ? hit.Length : 0);
        return new(hit.All(one => one.Fault is null), hit.Any(one => one.Serves) && left * 2 < wanted);
    }

    private void TookOver(long lost)
    {
        foreach (Operation running in _world.Azure.Database!.Operations.All.Where(one => one.EndTime is null && lost > 0))
        {
            _judged[running.Id] = _judged[running.Id] with { IsHarmful = true };
        }
    }

    private void Again() => _world.After(Look, () =>
    {
        LookOnce();
        Again();
    });

    private void LookOnce()
    {
        DateTimeOffset now = _world.Clock.GetUtcNow();
        IReadOnlyList<Instance> all = _world.Azure.ScaleSet.Instances;
        int serving = 0;
        foreach (Instance instance in all)
        {
            Machine machine = (Machine)instance.Machine;
            serving += machine.Serves ? 1 : 0;
            // One that comes counts from its first service on: that it is being made is no outage of its own.
            if (machine.Serves)
            {
                _known.Add(instance.Spec.InstanceId);
            }

            if (_known.Contains(instance.Spec.InstanceId))
            {
                Note(instance.Spec.InstanceId, machine.Serves, machine.Fault, now);
            }
        }

        Note(Database, _world.Database.TakesWrites, _world.Database.Fault, now);
        // One that went away while it was down is restored when another one serves in its place.
        if (serving >= Math.Min(_world.Schedule.Instances, all.Count))
        {
            foreach (string gone in _down.Keys.Where(id => id != Database && all.All(one => one.Spec.InstanceId != id)).ToList())
            {
                Note(gone, true, null, now);
            }
        }

        _missing += Math.Max(0, _world.Schedule.Instances - serving) * Look.TotalMinutes;
        _extra += Math.Max(0, all.Count - _world.Schedule.Instances) * Look.TotalHours;
    }

    private void Note(string what, bool serves, string? fault, DateTimeOffset now)
    {
        Down? known = _down.GetValueOrDefault(what);
        if (!serves)
        {
            _down[what] = known is null ? new(now, fault ?? "none", null) : known with { ServesSince = null };
        }
        else if (known is { ServesSince: { } since } && now - since >= Stable)
        {
            _down.Remove(what);
            _outages.Add(known.Until(since));
        }
        else if (known is { ServesSince: null })
        {
            _down[what] = known with { ServesSince = now };
        }
    }

    private sealed record Down(DateTimeOffset Since, string Fault, DateTimeOffset? ServesSince)
    {
        public Restored Until(DateTimeOffset end) => new(Fault, (end - Since).TotalSeconds, ServesSince is not null);
    }

    private sealed record Judged(bool IsNeedless, bool IsHarmful);
}
