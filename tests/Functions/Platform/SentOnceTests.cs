using System.Net;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.ResourceManager;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests.Platform;

/// <summary>What may change something is sent once, whatever comes back; what only reads is tried again.</summary>
[Trait("Category", "fast")]
public sealed class SentOnceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, int> Failures
    {
        get
        {
            TheoryData<string, int> all = [];
            foreach (string method in new[] { "POST", "PUT", "PATCH", "DELETE" })
            {
                foreach (int status in new[] { 0, 408, 429, 500, 502, 503, 504 })
                {
                    all.Add(method, status);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_request_that_may_change_something_is_sent_once_by_every_pipeline(string method, int status)
    {
        await using ScriptedArm arm = Failing(status);
        HttpPipeline pipeline = HttpPipelineBuilder.Build(arm.Get<ArmClientOptions>());
        using Request request = pipeline.CreateRequest();
        request.Method = RequestMethod.Parse(method);
        request.Uri.Reset(new("https://management.azure.com/subscriptions/s"));

        await Record.ExceptionAsync(async () => await pipeline.SendRequestAsync(request, Ct));

        Assert.Single(arm.Requests);
    }

    public static TheoryData<string> Calls => ["restart", "reimage", "delete", "capacity", "set", "repairs", "failover", "restart with failover", "boot diagnostics", "deallocate"];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task An_action_is_asked_for_once_also_when_no_answer_comes(string call)
    {
        foreach (int status in new[] { 0, 500, 503 })
        {
            await using ScriptedArm arm = Failing(status);

            await Record.ExceptionAsync(() => CallAsync(arm, call));

            Assert.Single(arm.Requests, request => !request.StartsWith("GET ", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(503, 3)]
    [InlineData(429, 1)]
    public async Task What_only_reads_is_tried_again_unless_the_platform_asks_to_slow_down(int status, int times)
    {
        await using ScriptedArm arm = Failing(status);

        await Record.ExceptionAsync(() => arm.Get<ArmRestClient>().ReadAsync("/subscriptions/s", Ct));

        Assert.Equal(times, arm.Requests.Count);
    }

    [Fact]
    public async Task A_read_that_hangs_is_not_tried_again_within_the_time_of_an_activity()
    {
        await using ScriptedArm arm = new();
        arm.Answers.Add(_ => throw new TaskCanceledException("the network timeout of the SDK has come"));

        await Record.ExceptionAsync(() => arm.Get<ArmRestClient>().ReadAsync("/subscriptions/s", Ct));

        Assert.Single(arm.Requests);
    }

    [Fact]
    public async Task A_read_that_hangs_for_longer_than_its_bound_is_given_up_before_the_activity_is()
    {
        VirtualClock clock = new(new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
        using CancellationTokenSource activity = new(ActivityDeadline.Limit, clock);
        Task<int> read = BoundedRead.RunAsync<int>(
            async token =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, clock, token);
                return 1;
            },
            clock, activity.Token);

        clock.Advance(BoundedRead.Limit);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        Assert.False(activity.IsCancellationRequested);
        Assert.True(BoundedPoll.Window + BoundedRead.Limit < ActivityDeadline.Limit);
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, false)]
    [InlineData(HttpRequestError.NameResolutionError, false)]
    [InlineData(HttpRequestError.SecureConnectionError, false)]
    [InlineData(HttpRequestError.ResponseEnded, true)]
    [InlineData(HttpRequestError.Unknown, true)]
    public void What_never_left_has_not_begun(HttpRequestError error, bool may) =>
        Assert.Equal(may, ArmFailure.Of(new RequestFailedException("failed", new HttpRequestException(error))).MayHaveBegun);

    [Theory]
    [InlineData(408, true)]
    [InlineData(500, true)]
    [InlineData(502, true)]
    [InlineData(503, false)]
    [InlineData(504, true)]
    [InlineData(404, false)]
    [InlineData(409, false)]
    [InlineData(429, false)]
    public void What_was_turned_away_has_not_begun(int status, bool may) =>
        Assert.Equal(may, ArmFailure.Of(new RequestFailedException(status, "failed")).MayHaveBegun);

    [Fact]
    public void What_had_no_token_or_no_time_is_told_apart()
    {
        Assert.False(ArmFailure.Of(new Azure.Identity.AuthenticationFailedException("no token")).MayHaveBegun);
        Assert.True(ArmFailure.Of(new TaskCanceledException()).MayHaveBegun);
    }

    [Fact]
    public async Task A_read_is_not_held_up_for_as_long_as_an_answer_asks_to_wait()
    {
        await using ScriptedArm arm = new();
        arm.Answers.Add(_ => ScriptedArm.Of(HttpStatusCode.ServiceUnavailable, "", ("Retry-After", "86400")));

        await Record.ExceptionAsync(() => arm.Get<ArmRestClient>().ReadAsync("/subscriptions/s", Ct));

        Assert.Single(arm.Requests);
    }

    private static ScriptedArm Failing(int status)
    {
        ScriptedArm arm = new(settings: [new("Stack:DatabaseServer", "mysql")]);
        arm.On("/virtualMachineScaleSets/web", Readers.RecordedBodies.Set).On("/web/virtualMachines", Readers.RecordedBodies.Instances);
        arm.Answers.Add(_ => status == 0 ? throw new HttpRequestException("no answer") : ScriptedArm.Of((HttpStatusCode)status, ""));
        return arm;
    }

    private static async Task CallAsync(ScriptedArm arm, string call)
    {
        Clearance clearance = (await PermitClearance.AskAsync(new GuardClient(), GuardClient.Held("2"), TimeProvider.System, Ct)).Given!;
        StackOptions stack = arm.Get<Microsoft.Extensions.Options.IOptions<StackOptions>>().Value;
        ScaleSet set = arm.Get<ScaleSet>();
        VirtualMachineScaleSetResource resource = arm.Get<ArmClient>().GetVirtualMachineScaleSetResource(stack.ScaleSetId);
        await (call switch
        {
            "restart" => set.StartRestartAsync("2", clearance, Ct),
            "reimage" => set.StartReimageAsync("2", clearance, Ct),
            "delete" => set.StartDeleteAsync("2", clearance, Ct),
            "capacity" => arm.Get<ScaleSetCapacity>().ChangeAsync(now => now.Capacity + 1, clearance, Ct),
            "set" => resource.UpdateAsync(WaitUntil.Started, new VirtualMachineScaleSetPatch(), Ct),
            "repairs" => arm.Get<AutomaticRepairs>().StartSettingAsync(suspend: true, Ct),
            "failover" => arm.Get<DatabaseServer>().StartFailoverAsync(clearance, Ct),
            "restart with failover" => arm.Get<DatabaseServer>().StartRestartWithFailoverAsync(clearance, Ct),
            "boot diagnostics" => arm.Get<Functions.Platform.BootDiagnostics>().LastOutputAsync("2", 100, Ct),
            _ => resource.DeallocateAsync(WaitUntil.Started, cancellationToken: Ct),
        });
    }
}
