using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests.Incidents;

/// <summary>One open incident under a key, and no record lost, also where every one of several starts is told that it was the one.</summary>
[Trait("Category", "fast")]
public sealed class IncidentStartTests
{
    private static readonly Script Waiting = new() { Looks = [Sees.Nothing] };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static RecoveryInput Input(string startedBy) =>
        new(VirtualIncident.Key, "1", startedBy, null, startedBy, VirtualIncident.Start, VirtualIncident.Defaults);

    private static string Id(int number) => IncidentKey.IncidentId(VirtualIncident.Key, number);

    public static TheoryData<bool> Backends => [false, true];

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Of_fifty_at_once_one_opens_it_and_all_get_its_id(bool storage)
    {
        await using VirtualIncident stage = new(Waiting) { Storage = storage ? new StorageBehavior() : null };
        await stage.StartAsync();

        IncidentOpened[] opened = await Task.WhenAll(Enumerable.Range(1, 50).Select(number => Task.Run(() => IncidentStart.OpenAsync(stage.Client, Input($"signal {number}"), null, Ct))));

        Assert.Equal([Id(1)], opened.Select(one => one.Id).Distinct());
        Assert.Single(opened, one => one.IsNew);
        RecoveryInput runs = (await stage.Client.GetInstanceAsync(Id(1), getInputsAndOutputs: true, Ct))!.ReadInputAs<RecoveryInput>()!;
        Assert.Equal(Array.FindIndex(opened, one => one.IsNew) + 1, int.Parse(runs.StartedBy["signal ".Length..]));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task What_has_ended_in_whatever_way_is_never_replaced(bool storage)
    {
        await using VirtualIncident stage = new(Waiting) { Storage = storage ? new StorageBehavior() : null };
        await stage.StartAsync();
        await IncidentStart.OpenAsync(stage.Client, Input("first"), null, Ct);
        await stage.Runtime.WhenIdleAsync(Ct);
        await stage.Client.RaiseEventAsync(Id(1), IncidentEvents.Abort, new Abort("operator anna", null), Ct);
        await EndedAsync(stage, 1);
        await IncidentStart.OpenAsync(stage.Client, Input("second"), null, Ct);
        await stage.Runtime.WhenIdleAsync(Ct);
        await stage.Client.TerminateInstanceAsync(Id(2), Ct);
        await EndedAsync(stage, 2);

        IncidentOpened third = await IncidentStart.OpenAsync(stage.Client, Input("third"), null, Ct);

        Assert.Equal(new IncidentOpened(Id(3), IsNew: true), third);
        Assert.False(await SingleInstance.StartNewAsync(stage.Client, nameof(IncidentOrchestrator.Incident), Id(1), Input("late"), Ct));
        Assert.False(await SingleInstance.StartNewAsync(stage.Client, nameof(IncidentOrchestrator.Incident), Id(2), Input("late"), Ct));
        IncidentRecord?[] kept = [await IncidentReader.FindAsync(stage.Client, Id(1), Ct), await IncidentReader.FindAsync(stage.Client, Id(2), Ct)];
        Assert.Equal(
            [("first", IncidentOutcome.Refused), ("second", IncidentOutcome.Escalated)], kept.Select(record => (record!.StartedBy, record.Outcome)));
    }

    private static async Task EndedAsync(VirtualIncident stage, int number) => Assert.True(
        await VirtualRun.UntilEndedAsync(stage.Runtime, stage.Clock, Id(number), stage.Clock.GetUtcNow().AddMinutes(1)), $"incident {number} does not end");

    [Fact]
    public async Task A_record_that_this_version_cannot_read_keeps_no_incident_from_being_opened()
    {
        await using ServiceProvider services = new ServiceCollection().AddLogging().BuildServiceProvider();
        await using DurableRuntime runtime = new(FunctionCatalog.FromTypes(typeof(GuardEntity), typeof(OfAnotherVersion)), services, new RuntimeOptions());
        await runtime.StartAsync(Ct);
        RecoveryInput input = Input("a test") with { Key = IncidentKey.ForDatabase, Target = IncidentKey.Database };
        IncidentOpened first = await IncidentStart.OpenAsync(runtime.Client, input, null, Ct);
        await runtime.WhenIdleAsync(Ct);

        IncidentOpened second = await IncidentStart.OpenAsync(runtime.Client, input, null, Ct);

        await Assert.ThrowsAnyAsync<Exception>(() => IncidentReader.FindAsync(runtime.Client, first.Id, Ct));
        Assert.Equal(new IncidentOpened(IncidentKey.IncidentId(IncidentKey.ForDatabase, 2), IsNew: true), second);
    }

    private static class OfAnotherVersion
    {
        [Function(IncidentKey.Orchestration)]
        public static object Incident([OrchestrationTrigger] TaskOrchestrationContext context) => new { Outcome = "NotKnownHere", context.InstanceId };
    }

    [Fact]
    public async Task Instance_1_is_not_taken_for_instance_11()
    {
        await using VirtualIncident stage = new(Waiting);
        await stage.StartAsync();
        await IncidentStart.OpenAsync(stage.Client, Input("a test") with { Key = IncidentKey.ForInstance("11"), Target = "11" }, null, Ct);

        Assert.Equal(new IncidentsUnderKey(null, 0), await OpenIncidents.UnderAsync(stage.Client, VirtualIncident.Key, Ct));
    }

    [Fact]
    public async Task What_the_guard_remembers_of_the_target_is_taken_along()
    {
        await using VirtualIncident stage = new(Waiting);
        await stage.StartAsync();
        PermitReturn repaired = new("incident-before", "1", RepairAction.Reimage, true, VirtualIncident.Start.UtcDateTime);
        await stage.Client.Entities.SignalEntityAsync(GuardEntity.Id, nameof(GuardEntity.Return), repaired, null, Ct);
        await stage.Runtime.WhenIdleAsync(Ct);

        IncidentOpened opened = await IncidentStart.OpenAsync(stage.Client, Input("a test"), input => Task.FromResult(input with { Flapping = "completed" }), Ct);

        RecoveryInput runs = (await stage.Client.GetInstanceAsync(opened.Id, getInputsAndOutputs: true, Ct))!.ReadInputAs<RecoveryInput>()!;
        Assert.Equal((new TargetMemory(1, RepairAction.Reimage), "completed"), (runs.Memory, runs.Flapping));
    }

    [Fact]
    public async Task An_event_to_an_incident_that_has_ended_is_not_taken()
    {
        await using VirtualIncident stage = new(new Script { Looks = [Sees.Well] });
        await stage.OpenAsync();
        await stage.EndAsync();

        Assert.Equal(EventRaised.Ended, await OpenIncidents.RaiseAsync(stage.Client, stage.IncidentId, IncidentEvents.Abort, new Abort("operator anna", null), TimeProvider.System, Ct));
        Assert.Equal(EventRaised.Ended, await OpenIncidents.RaiseAsync(stage.Client, "incident-unknown", IncidentEvents.Abort, new Abort("operator anna", null), TimeProvider.System, Ct));
    }
}
