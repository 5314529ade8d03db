using Steadfast.Local.AzureEmulator;

namespace Steadfast.Local.Simulation.Models;

/// <summary>One duration of Azure as worlds draw it.</summary>
/// <param name="What">What takes so long.</param>
/// <param name="From">The shortest.</param>
/// <param name="To">The longest.</param>
/// <param name="Source">Where the figure comes from, or "assumed".</param>
internal sealed record Duration(string What, TimeSpan From, TimeSpan To, string Source);

/// <summary>The durations that a world draws, in one table. What is not here is as <see cref="Pace.Azure"/> has it.</summary>
internal static class Durations
{
    public static readonly TimeSpan BootFrom = TimeSpan.FromSeconds(15);
    public static readonly TimeSpan BootTo = TimeSpan.FromSeconds(60);

    /// <summary>Time of a request to the control plane.</summary>
    public static Duration ControlPlane { get; } = new("a request to the control plane", TimeSpan.FromMilliseconds(40), TimeSpan.FromMilliseconds(600), "assumed");

    /// <summary>Time of a request within the stack.</summary>
    public static Duration Network { get; } = new("a request within the virtual network", TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(10), "assumed");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Duration> All { get; } =
    [
        ControlPlane,
        Network,
        new("a machine from its start until its web server serves", BootFrom, BootTo, "assumed"),
        new("a restart, with the machine down", TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(120), "assumed (the middle is Pace.Azure's)"),
        new("a reimage, with the machine down", TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(300), "assumed (the middle is Pace.Azure's)"),
        new("an instance deleted", TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(120), "assumed"),
        new("an instance made, until its machine starts", TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(240), "assumed"),
        new("a failover of the database", TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(120), "Azure Database for MySQL, high availability: 60 to 120 s"),
        new("a metric, from its minute until it can be read", TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(120), "assumed"),
    ];

    /// <summary>The pace of one world: Azure's, with what varies drawn for it.</summary>
    public static Pace Draw(Engine.Dice dice) => Pace.Azure with
    {
        RestartDuration = Of(dice, 3),
        ReimageDuration = Of(dice, 4),
        DeleteDuration = Of(dice, 5),
        CreateDuration = Of(dice, 6),
        DatabaseFailoverDuration = Of(dice, 7),
        MetricDelay = Of(dice, 8),
    };

    private static TimeSpan Of(Engine.Dice dice, int index) => dice.Between(All[index].From, All[index].To);
}
