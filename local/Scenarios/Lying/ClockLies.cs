using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Stories;

namespace Steadfast.Local.Scenarios.Lying;

/// <summary>Lies of the clock of the automation's own host.</summary>
internal static class ClockLies
{
    private static readonly TimeSpan Ahead = TimeSpan.FromHours(5);

    public static IReadOnlyList<Lie> All { get; } =
    [
        new(
            "clock-ahead", "for one look the clock of the automation's host is five hours ahead, while it is paused for one",
            static _ => { })
        {
            Before = JumpWhilePausedAsync,
            Prepare = options => options.WithTime("Guard__RefusalDeadline", TimeSpan.FromSeconds(4)),
            Expected = new(IncidentOutcome.Refused, FailureKind.InstanceUnresponsive),
            Words = "paused by anna",
        },
    ];

    private static async Task JumpWhilePausedAsync(Drill drill)
    {
        await drill.Operators.PauseAsync("anna", "maintenance of the rack", minutes: 60);
        TimeProvider clock = drill.Twin.Options.Clock;
        drill.Story.Tell(Speaker.Fault, $"the clock of the Function App is {Ahead.TotalHours:0} h ahead from now on");
        drill.Twin.SetFunctionsClock(Ahead);
        // A look of that moment is not believed by the guard, so it may not show: a few looks are let pass.
        await Wait.Until(
            async () =>
                (await drill.Twin.Functions.AutomationAsync(drill.Ending)).Watchdog?.At > clock.GetUtcNow().UtcDateTime + (Ahead / 2),
            clock, TimeSpan.FromSeconds(3), drill.Ending, TimeSpan.FromMilliseconds(50));
        drill.Twin.SetFunctionsClock(TimeSpan.Zero);
        drill.Story.Tell(Speaker.Fault, "its clock is right again");
    }
}
