using Steadfast.Functions.Actions;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Local.AzureEmulator;

namespace Steadfast.Functions.Tests.Instances;

/// <summary>An activity is delivered at least once, and what it asks for is done once.</summary>
[Trait("Category", "fast")]
public sealed class RepeatedDeliveryTests : IAsyncLifetime
{
    private ControlPlane _plane = null!;

    private GuardClient Guard { get; } = new();

    public async ValueTask InitializeAsync() => _plane = await ControlPlane.StartAsync();

    public ValueTask DisposeAsync() => _plane.DisposeAsync();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Task<StartedOperation> StartAsync(DateTime askedAt) => _plane.Instances.StartAction(new(InstanceAction.Restart, "1", askedAt, GuardClient.Held("1")), Guard, Ct);

    private static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;

    private async Task<OperationProgress> EndAsync(string? url) => await Eventually.Is(
        () => _plane.Instances.PollOperation(new("1", url, InstanceAction.Restart), Ct), progress => progress.Result != ActionResult.Running, "the operation ends");

    [Fact]
    public async Task A_repeated_delivery_while_the_restart_runs_attaches_to_it()
    {
        DateTime asked = Now;
        await StartAsync(asked);

        StartedOperation again = await StartAsync(asked);

        Assert.Equal(new StartedOperation(StartKind.Attached, null, null, "another operation runs on instance 1 (Updating); waiting for that one"), again);
        Assert.Equal(ActionResult.Succeeded, (await EndAsync(null)).Result);
        Assert.Equal(1, _plane.Machines["1"].Starts);
    }

    [Theory]
    [InlineData(InstanceAction.Restart)]
    [InlineData(InstanceAction.Reimage)]
    [InlineData(InstanceAction.Delete)]
    public async Task A_repeated_delivery_finds_what_was_accepted_also_when_a_view_that_lags_does_not_show_it(InstanceAction action)
    {
        InstanceActivities.ActionInput input = new(action, "1", Now, GuardClient.Held("1") with { RequestNumber = 1 });
        _plane.Azure.Faults.ViewLag = TimeSpan.FromHours(1);
        StartedOperation started = await _plane.Instances.StartAction(input, Guard, Ct);
        AcceptedRequest accepted = Guard.State.Permits[0].Accepted!;
        // Nothing holds back what was begun, whatever a person has said since.
        Guard.State = Guard.State with { Pause = new("maintenance", "anna", input.AskedAt, null) };

        // However old the decision has grown.
        StartedOperation again = await _plane.Instances.StartAction(input with { AskedAt = input.AskedAt.AddHours(-1) }, Guard, Ct);

        Assert.Equal(
            new StartedOperation(
                StartKind.Attached, started.StatusUrl, null, $"Azure accepted this request at {accepted.At:HH:mm:ss} UTC already; waiting for the operation that it began")
            { IsOwn = true },
            again);
        Assert.Single(_plane.Azure.Operations.All);
    }

    [Fact]
    public async Task Another_request_under_the_same_permit_is_sent()
    {
        _plane.Azure.Faults.FailNextOperation("InternalExecutionError", "an error", OperationKind.Restart);
        InstanceActivities.ActionInput input = new(InstanceAction.Restart, "1", Now, GuardClient.Held("1") with { RequestNumber = 1 });
        StartedOperation first = await _plane.Instances.StartAction(input, Guard, Ct);
        await EndAsync(first.StatusUrl);

        StartedOperation second = await _plane.Instances.StartAction(input with { AskedAt = Now, Permit = input.Permit with { RequestNumber = 2 } }, Guard, Ct);

        Assert.Equal((StartKind.Accepted, StartKind.Accepted, 2), (first.Kind, second.Kind, Guard.State.Permits[0].Accepted!.Number));
    }

    [Fact]
    public async Task What_was_accepted_counts_also_when_that_cannot_be_noted()
    {
        Guard.MissesAcceptance = true;
        InstanceActivities.ActionInput input = new(InstanceAction.Restart, "1", Now, GuardClient.Held("1") with { RequestNumber = 1 });

        Assert.Equal(StartKind.Accepted, (await _plane.Instances.StartAction(input, Guard, Ct)).Kind);
    }

    [Fact]
    public async Task What_cannot_be_noted_before_is_not_sent()
    {
        Guard.IsAway = true;
        InstanceActivities.ActionInput input = new(InstanceAction.Restart, "1", Now, GuardClient.Held("1") with { RequestNumber = 1 });

        Assert.Equal(StartKind.NotNow, (await _plane.Instances.StartAction(input, Guard, Ct)).Kind);
        Assert.Empty(_plane.Azure.Operations.All);
    }

    [Theory]
    [InlineData(InstanceAction.Restart)]
    [InlineData(InstanceAction.Reimage)]
    [InlineData(InstanceAction.Delete)]
    public async Task A_request_whose_worker_ended_before_it_noted_the_answer_is_not_sent_again(InstanceAction action)
    {
        Guard.MissesAcceptance = true;
        InstanceActivities.ActionInput input = new(action, "1", Now, GuardClient.Held("1") with { RequestNumber = 1 });
        _plane.Azure.Faults.ViewLag = TimeSpan.FromHours(1);
        await _plane.Instances.StartAction(input, Guard, Ct);
        SentRequest sent = Guard.State.Permits[0].Sent!;

        StartedOperation again = await _plane.Instances.StartAction(input, Guard, Ct);
        // Also where nothing can be read of the instance.
        _plane.Azure.Answers.Tell(new("GET", "*/virtualMachines*") { IsInstead = true, Status = 403, Text = "" });
        StartedOperation blind = await _plane.Instances.StartAction(input, Guard, Ct);

        StartedOperation expected = new(
            StartKind.NotNow, null, TimeSpan.FromMinutes(1),
            $"it was sent at {sent.At:HH:mm:ss} UTC already, and no answer says whether Azure took it, so it is not sent again")
        {
            MayHaveBegun = true,
        };
        Assert.Equal([expected, expected], [again, blind]);
        Assert.Equal((1, null), (sent.Number, Guard.State.Permits[0].Accepted));
        Assert.Single(_plane.Azure.Operations.All);
    }

    [Fact]
    public async Task A_delivery_beside_one_that_still_waits_for_the_answer_finds_it()
    {
        InstanceActivities.ActionInput input = new(InstanceAction.Restart, "1", Now, GuardClient.Held("1") with { RequestNumber = 1 });
        Guard.State = GuardHistory.RequestSent(Guard.State, new(GuardClient.Incident, "1", new(1, Now)));

        Task<StartedOperation> again = _plane.Instances.StartAction(input, Guard, Ct);
        await Eventually.Is(() => Task.FromResult(Guard.Reads), reads => reads > 3, "it waits for the answer of the other");
        Guard.Accept("1", 1, "https://management.azure.com/operation");

        Assert.Equal((StartKind.Attached, true), ((await again).Kind, (await again).IsOwn));
        Assert.Empty(_plane.Azure.Operations.All);
    }

    [Fact]
    public async Task A_repeated_delivery_after_the_restart_does_nothing()
    {
        DateTime asked = Now;
        StartedOperation started = await StartAsync(asked);
        await EndAsync(started.StatusUrl);

        StartedOperation again = await StartAsync(asked);

        Assert.Equal(StartKind.AlreadyDone, again.Kind);
        Assert.Equal(1, _plane.Machines["1"].Starts);
    }

    [Fact]
    public async Task Two_deliveries_at_the_same_moment_restart_it_once()
    {
        DateTime asked = Now;

        StartedOperation[] both = await Task.WhenAll(StartAsync(asked), StartAsync(asked));

        Assert.Equal([StartKind.Accepted, StartKind.Attached], both.Select(one => one.Kind).Order());
        await EndAsync(both.First(one => one.StatusUrl is not null).StatusUrl);
        Assert.Equal(1, _plane.Machines["1"].Starts);
        Assert.Single(_plane.Azure.Requests.Accepted("restart", "1"));
    }

    [Fact]
    public async Task A_delivery_after_one_whose_answer_was_lost_finds_the_restart_and_asks_for_none()
    {
        DateTime asked = Now;
        _plane.Azure.Answers.Tell(new("POST", "*/virtualMachines/1/restart") { Status = 500, Text = "", Times = 1 });

        StartedOperation first = await StartAsync(asked);
        StartedOperation again = await StartAsync(asked);

        Assert.Contains(first.Kind, new[] { StartKind.Attached, StartKind.AlreadyDone });
        Assert.Contains(again.Kind, new[] { StartKind.Attached, StartKind.AlreadyDone });
        await EndAsync(null);
        Assert.Equal(1, _plane.Machines["1"].Starts);
        Assert.Single(_plane.Azure.Requests.Matching("POST", "/restart"));
    }

    [Theory]
    [InlineData(InstanceAction.Restart)]
    [InlineData(InstanceAction.Reimage)]
    [InlineData(InstanceAction.Delete)]
    public async Task A_request_whose_answer_was_lost_may_have_begun_while_a_view_that_lags_does_not_show_it(InstanceAction action)
    {
        InstanceActivities.ActionInput input = new(action, "1", Now, GuardClient.Held("1") with { RequestNumber = 1 });
        _plane.Azure.Faults.ViewLag = TimeSpan.FromHours(1);
        foreach (string method in new[] { "POST", "DELETE" })
        {
            _plane.Azure.Answers.Tell(new(method, "*/virtualMachines/1*") { Status = 500, Text = "", Times = 1 });
        }

        StartedOperation started = await _plane.Instances.StartAction(input, Guard, Ct);
        SentRequest sent = Guard.State.Permits[0].Sent!;

        Assert.Equal(
            new StartedOperation(
                StartKind.NotNow, null, TimeSpan.FromMinutes(1),
                $"it was sent at {sent.At:HH:mm:ss} UTC, and no answer says whether Azure took it (500 no code)")
            { MayHaveBegun = true },
            started);
        Assert.Single(_plane.Azure.Operations.All);
    }

    [Fact]
    public async Task What_was_sent_without_an_answer_is_followed_until_it_is_seen()
    {
        DateTime asked = Now;
        InstanceActivities.PollInput poll = new("1", null, InstanceAction.Restart) { Unanswered = new(asked, Now.AddMinutes(4)) };

        Assert.Equal((ActionResult.Running, false), Of(await _plane.Instances.PollOperation(poll, Ct)));
        Assert.Equal((ActionResult.Failed, true), Of(await _plane.Instances.PollOperation(poll with { Unanswered = new(asked, asked) }, Ct)));

        await StartAsync(asked);
        OperationProgress end = await Eventually.Is(
            () => _plane.Instances.PollOperation(poll, Ct), progress => progress.Result != ActionResult.Running, "the operation ends");
        Assert.Equal((ActionResult.Succeeded, false), Of(end));

        static (ActionResult Result, bool WasNotBegun) Of(OperationProgress progress) => (progress.Result, progress.WasNotBegun);
    }
}
