using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Scenes;
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

    private static async Task JumpWhilePausedAsync(Scene scene)
    {
        await scene.Operators.PauseAsync("anna", "maintenance of the rack", minutes: 60);
        TimeProvider clock = scene.Twin.Options.Clock;
        scene.Story.Tell(Speaker.Fault, $"the clock of the Function App is {Ahead.TotalHours:0} h ahead from now on");
        scene.Twin.SetFunctionsClock(Ahead);
        // A look of that moment is not believed by the guard, so it may not show: a few looks are let pass.
        await Wait.Until(
            async () =>
                (await scene.Twin.Functions.AutomationAsync(scene.Ending)).Watchdog?.At > clock.GetUtcNow().UtcDateTime + (Ahead / 2),
            clock, TimeSpan.FromSeconds(3), scene.Ending, TimeSpan.FromMilliseconds(50));
        scene.Twin.SetFunctionsClock(TimeSpan.Zero);
        scene.Story.Tell(Speaker.Fault, "its clock is right again");
    }
}
