using Steadfast.Functions.Actions;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;

namespace Steadfast.Functions.Tests.Incidents;

/// <summary>An instance has one owner: the automation, or the scale set's own automatic repairs.</summary>
[Trait("Category", "fast")]
public sealed class PlatformRepairsTests
{
    private static readonly IncidentSettings Usual = VirtualIncident.Defaults;
    private static readonly OperationProgress Done = new(ActionResult.Succeeded, null, "Azure says Succeeded");

    private static DateTimeOffset At(double seconds) => VirtualIncident.Start.AddSeconds(seconds);

    private static string[] Texts(IncidentRecord record) => [.. record.Steps.Select(step => step.Text)];

    [Theory]
    [InlineData(false, new[] { nameof(AutoRepairActivities.SuspendRepairs), nameof(AutoRepairActivities.ResumeRepairs) })]
    [InlineData(true, new[] { nameof(AutoRepairActivities.ReadAutoRepairs), nameof(AutoRepairActivities.SuspendRepairs), nameof(AutoRepairActivities.ResumeRepairs) })]
    public async Task The_platforms_own_repairs_are_suspended_before_the_action_and_resumed_at_the_end(bool cannotBeSeen, string[] calls)
    {
        Script script = new() { Looks = [Sees.Silent, Sees.Well], Polls = [Done], PlatformRepairs = true, CannotSeeRepairs = cannotBeSeen };

        await VirtualIncident.RunAsync(script);

        Assert.Equal(
            calls,
            script.Calls.Where(call => call.Contains("Repairs", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_was_seen_before_a_suspension_that_took_its_time_is_looked_at_anew()
    {
        Script script = new() { Looks = [Sees.Silent, Sees.Well], Polls = [Done], PlatformRepairs = true, SuspensionTries = 4 };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        Assert.Equal((IncidentOutcome.NoAction, 0, nameof(AutoRepairActivities.ResumeRepairs)), (record.Outcome, script.RestartsAskedFor, script.Calls[^1]));
    }

    [Fact]
    public async Task One_that_still_fails_after_a_suspension_that_took_its_time_is_restarted()
    {
        Script script = new() { Looks = [Sees.Silent, Sees.Silent, Sees.Well], Polls = [Done], PlatformRepairs = true, SuspensionTries = 4 };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        Assert.Equal((IncidentOutcome.Recovered, 1), (record.Outcome, script.RestartsAskedFor));
        Assert.Equal(2, script.Calls.TakeWhile(call => call != "restart").Count(call => call == nameof(ObservationActivities.Observe)));
    }

    [Fact]
    public async Task They_are_resumed_as_well_when_a_person_must_look()
    {
        Script script = new() { Looks = [Sees.Silent], PlatformRepairs = true };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        Assert.Equal((IncidentOutcome.Escalated, nameof(AutoRepairActivities.ResumeRepairs)), (record.Outcome, script.Calls[^1]));
    }

    [Fact]
    public async Task A_person_who_is_needed_is_told_before_the_platform_has_taken_their_resumption()
    {
        Script script = new() { Looks = [Sees.Silent], PlatformRepairs = true, ResumptionTries = 30 };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        double closed = (record.Timeline.Closed!.Value - VirtualIncident.Start).TotalSeconds;
        Assert.Equal(IncidentOutcome.Escalated, record.Outcome);
        Assert.True(script.TimesOf(nameof(AutoRepairActivities.ResumeRepairs))[^1] > closed + 60, "the resumption takes minutes");
        Assert.InRange(script.NoticeTimes[^1], closed, closed + 1);
    }

    [Fact]
    public async Task What_is_seen_not_to_run_is_neither_asked_for_nor_resumed()
    {
        Script script = new() { Looks = [Sees.Silent, Sees.Well] };

        await VirtualIncident.RunAsync(script);

        Assert.DoesNotContain(script.Calls, call => call.Contains("Repairs", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_automation_stands_down_where_the_settings_leave_repairs_to_the_platform()
    {
        Script script = new() { Looks = [.. Enumerable.Repeat(Sees.Silent, 5), Sees.Well], PlatformRepairs = true };

        IncidentRecord record = await VirtualIncident.RunAsync(script, Usual with { Recovery = new() { PlatformRepairs = PlatformRepairs.StandDown } });

        Assert.Equal((IncidentOutcome.NoAction, 0), (record.Outcome, script.RestartsAskedFor));
    }

    [Fact]
    public async Task When_the_platforms_repairs_do_not_help_either_a_person_is_asked()
    {
        Script script = new() { Looks = [Sees.Silent], PlatformRepairs = true };

        IncidentRecord record = await VirtualIncident.RunAsync(script, Usual with { Recovery = new() { PlatformRepairs = PlatformRepairs.StandDown } });

        Assert.Equal((IncidentOutcome.Escalated, At(1800), 0), (record.Outcome, record.Timeline.Closed, script.RestartsAskedFor));
    }
}
