using Steadfast.Functions.Actions;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Tests.Instances;

namespace Steadfast.Functions.Tests.Incidents;

/// <summary>The steps and the reason of a record, as somebody reads them at night: nothing over and over, and nothing that was not done.</summary>
[Trait("Category", "fast")]
public sealed class IncidentStepsTests
{
    private static readonly TierObservation Changing = Look.Of(Look.Instance("1", "bbb", isChanging: true), Look.Instance("2", "ggg"), Look.Instance("3", "ggg"));

    private static string[] Waits(IncidentRecord record) => [.. record.Steps.Where(step => step.Kind == StepKind.Waiting).Select(step => step.Text)];

    [Fact]
    public async Task A_wait_that_goes_to_and_fro_between_two_reasons_is_two_steps()
    {
        Script script = new() { Looks = [.. Enumerable.Repeat<TierObservation[]>([Sees.Nothing, Changing], 6).SelectMany(static pair => pair), Sees.Well] };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        Assert.Equal(IncidentOutcome.NoAction, record.Outcome);
        Assert.Collection(
            Waits(record),
            text => Assert.StartsWith("The state of instance 1 is unknown, waiting", text, StringComparison.Ordinal),
            text => Assert.StartsWith("Azure is changing instance 1, waiting", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_an_action_the_same_wait_is_a_step_again()
    {
        Script script = new() { Looks = [Changing, Sees.Silent, .. Enumerable.Repeat(Changing, 300), Sees.Well] };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        StepKind[] kinds = [.. record.Steps.Select(step => step.Kind)];
        Assert.Contains(StepKind.ActionStarted, kinds);
        Assert.Equal(2, Waits(record).Count(text => text.StartsWith("Azure is changing instance 1, waiting", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_old_one_that_serves_after_a_replacement_that_failed_was_not_recovered_by_it()
    {
        Script script = new() { Looks = [Sees.Silent, Sees.Silent, Sees.Well], Polls = [new(ActionResult.Failed, null, "the platform says Failed (AllocationFailed)")] };

        IncidentRecord record = await VirtualIncident.RunAsync(script, order: new Order(RepairAction.Replace, "operator anna", null, IsForced: false));

        Assert.Equal(
            (IncidentOutcome.Recovered, "Instance 1 serves and was not replaced: none could be added: the platform says Failed (AllocationFailed); instance 1 is kept"),
            (record.Outcome, record.Reason));
    }
}
