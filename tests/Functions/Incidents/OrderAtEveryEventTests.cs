using Microsoft.DurableTask.Client;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests.Incidents;

/// <summary>
/// A person speaks to an incident at every single commit of its engine, from its start to what comes after its end. Whoever is told that it was taken finds it
/// in a record.
/// </summary>
[Trait("Category", "exhaustive")]
public sealed class OrderAtEveryEventTests
{
    private const string Person = "operator anna";

    private static readonly IncidentSettings Settings = VirtualIncident.Defaults with { Guard = new() { CoolDown = TimeSpan.Zero } };
    private static readonly Order Restart = new(RepairAction.Restart, Person, "a test", IsForced: false);
    private static readonly TimeSpan Bound = TimeSpan.FromHours(3);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, bool> Stories => new(
        from log in (string[])["recovered", "healthy", "escalated"] from asStorage in (bool[])[false, true] select (log, asStorage));

    [Theory]
    [MemberData(nameof(Stories))]
    public async Task An_order_that_is_taken_is_carried_out_or_refused_in_a_record(string log, bool asStorage)
    {
        int opened = await AtEveryCommitAsync(log, asStorage, GiveAsync, (at, taken, records) => Assert.True(
            taken is null || records.Any(record => record.Id == taken && IsAnswered(record)), $"at {at}: {taken}: {Told(records)}"));

        Assert.True(opened > 0, "no order came so late that it opened an incident of its own");
    }

    [Theory]
    [MemberData(nameof(Stories))]
    public async Task An_abort_that_is_taken_is_in_the_record(string log, bool asStorage) => await AtEveryCommitAsync(
        log, asStorage, AbortAsync, (at, taken, records) => Assert.True(
            taken is null || records.Single().Steps.Any(step => step.Text.StartsWith($"Operator anna ended the incident", StringComparison.Ordinal)), $"at {at}: {Told(records)}"));

    [Fact]
    public async Task An_order_that_another_one_takes_the_place_of_is_told_of()
    {
        await using VirtualIncident incident = new(new Script { Looks = [Sees.Nothing] }, Settings) { Storage = new() };
        // Both are found by the same look into the queue.
        await incident.OpenAsync();
        await incident.Client.RaiseEventAsync(incident.IncidentId, IncidentEvents.Order, Restart, Ct);
        await incident.Client.RaiseEventAsync(incident.IncidentId, IncidentEvents.Order, Restart with { Rung = RepairAction.Reimage, By = "operator ben" }, Ct);

        IncidentRecord record = await incident.EndAsync();

        Assert.Contains(record.Steps, step => step.Text == "Operator anna ordered restart (a test)");
        Assert.Equal(["reimage"], record.Actions.Select(action => action.Kind).Distinct());
        Assert.Contains(record.Steps, step => step.Text == $"Restart ordered by {Person} is not done: operator ben ordered reimage instead");
    }

    // As many incidents as the engine makes commits: at each of them, of one incident each, the person speaks once.
    private static async Task<int> AtEveryCommitAsync(
        string log, bool asStorage, Func<VirtualIncident, Task<string?>> speak, Action<int, string?, IncidentRecord[]> check)
    {
        int opened = 0;
        bool hasSpoken = true;
        for (int at = 1; hasSpoken; at++)
        {
            Moment moment = new(at);
            await using VirtualIncident incident = new(ScriptOf(log), Settings) { Storage = asStorage ? new() : null, Committed = () => moment.NextAsync() };
            moment.Speak = () => speak(incident);
            await incident.OpenAsync();
            string? taken = await moment.WhileAsync(() => incident.EndAsync());
            hasSpoken = moment.HasCome;
            IncidentRecord[] records = hasSpoken ? await EndedAsync(incident) : [];
            check(at, taken, records);
            opened += records.Length > 1 ? 1 : 0;
        }

        return opened;
    }

    private static Script ScriptOf(string log) => log switch
    {
        "recovered" => new() { Looks = [Sees.Silent, Sees.Well] },
        "healthy" => new() { Looks = [Sees.Well] },
        _ => new() { Looks = [Sees.Nothing] },
    };

    private static async Task<string?> GiveAsync(VirtualIncident incident)
    {
        RecoveryInput input = new(VirtualIncident.Key, "1", Person, null, null, VirtualIncident.Start, Settings, Restart);
        return (await OrderHandOver.GiveAsync(incident.Client, input, TimeProvider.System, Ct))?.Id;
    }

    private static async Task<string?> AbortAsync(VirtualIncident incident)
    {
        string id = IncidentKey.IncidentId(VirtualIncident.Key, 1);
        Abort abort = new(Person, "a test") { Id = "one" };
        return await OpenIncidents.SayAsync(incident.Client, id, IncidentEvents.Abort, abort, TimeProvider.System, Ct) == EventRaised.Taken ? id : null;
    }

    private static async Task<IncidentRecord[]> EndedAsync(VirtualIncident incident)
    {
        Assert.True(await VirtualRun.UntilAsync(incident.Runtime, incident.Clock, async () => (await AllAsync(incident)).All(found => found.IsCompleted), incident.Clock.GetUtcNow() + Bound, Ct));
        return [.. (await AllAsync(incident)).Select(found => found.ReadOutputAs<IncidentRecord>()!)];
    }

    private static async Task<List<OrchestrationMetadata>> AllAsync(VirtualIncident incident)
    {
        List<OrchestrationMetadata> all = [];
        await foreach (OrchestrationMetadata found in incident.Client.GetAllInstancesAsync(new OrchestrationQuery(InstanceIdPrefix: "incident-", FetchInputsAndOutputs: true)))
        {
            all.Add(found);
        }

        return all;
    }

    private static bool IsAnswered(IncidentRecord record) =>
        record.Actions.Any(action => action.AskedBy == Person)
        || record.Steps.Any(step => step.Text.StartsWith($"Restart ordered by {Person} is not done", StringComparison.Ordinal))
        || (record.StartedBy == Person && record.Outcome is IncidentOutcome.Refused or IncidentOutcome.Escalated or IncidentOutcome.NoAction);

    private static string Told(IncidentRecord[] records) =>
        string.Join(" | ", records.Select(record => $"{record.Id} {record.Outcome}: {string.Join("; ", record.Steps.Select(step => step.Text))}"));
}

/// <summary>The moment of one commit: the engine goes on when what is said then is on its way.</summary>
/// <param name="at">Which commit, from 1.</param>
internal sealed class Moment(int at)
{
    private static readonly TimeSpan OnItsWay = TimeSpan.FromMilliseconds(20);

    private readonly TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _come = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<string?>? _saying;
    private int _commits;

    /// <summary>Says it, and gives the incident that has taken it.</summary>
    public Func<Task<string?>> Speak { get; set; } = () => Task.FromResult<string?>(null);

    /// <summary>Whether there was a commit of that number.</summary>
    public bool HasCome => _come.Task.IsCompleted;

    /// <summary>One commit.</summary>
    public async ValueTask NextAsync()
    {
        int number = Interlocked.Increment(ref _commits);
        if (number > at)
        {
            _next.TrySetResult();
        }

        if (number == at)
        {
            _saying = Task.Run(Speak);
            _come.SetResult();
            // Until the event is recorded, which is a commit too, or nothing is to be recorded.
            await Task.WhenAny(_next.Task, _saying, Task.Delay(OnItsWay, TimeProvider.System));
        }
    }

    /// <summary>Lets the incident run to its end, and gives what was said in it.</summary>
    public async Task<string?> WhileAsync(Func<Task> run)
    {
        await run();
        return HasCome ? await _saying! : null;
    }
}
