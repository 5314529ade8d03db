using System.Net;
using Azure;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Tests.Platform.Readers;
using Steadfast.Functions.Tests.Stage;

namespace Steadfast.Functions.Tests.Platform;

/// <summary>What a refusal of ARM means, by its code, over the real SDK.</summary>
[Trait("Category", "fast")]
public sealed class ArmRefusalsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;

    [Fact]
    public void Every_row_names_a_source_and_a_reason() => Assert.All(ArmRefusals.All, row =>
    {
        Assert.StartsWith("https://", row.Source, StringComparison.Ordinal);
        Assert.NotEmpty(row.Reason);
    });

    [Theory]
    [InlineData(409, "AnotherOperationInProgress", "", StartKind.NotNow)]
    [InlineData(409, "Conflict", "", StartKind.NotNow)]
    [InlineData(409, "OperationNotAllowed", "The operation cannot be done now.", StartKind.NotNow)]
    [InlineData(409, "OperationNotAllowed", "Operation could not be completed as it results in exceeding approved Cores quota.", StartKind.Refused)]
    [InlineData(409, "OperationNotAllowed", "The operation requires the VM to be running (or set to run).", StartKind.Refused)]
    [InlineData(409, "QuotaExceeded", "", StartKind.Refused)]
    [InlineData(409, "SkuNotAvailable", "", StartKind.Refused)]
    [InlineData(409, "AllocationFailed", "", StartKind.Refused)]
    [InlineData(409, "ZonalAllocationFailed", "", StartKind.Refused)]
    [InlineData(409, "ScopeLocked", "", StartKind.Refused)]
    [InlineData(403, "RequestDisallowedByPolicy", "", StartKind.Refused)]
    [InlineData(403, "AuthorizationFailed", "", StartKind.Refused)]
    [InlineData(404, "ResourceNotFound", "", StartKind.Gone)]
    [InlineData(404, "ResourceGroupNotFound", "", StartKind.Refused)]
    [InlineData(429, "OperationNotAllowed", "", StartKind.NotNow)]
    public async Task A_refusal_is_told_apart_by_its_code(int status, string code, string message, StartKind kind)
    {
        StartedOperation started = await StartAsync(status, $$$"""{"error":{"code":"{{{code}}}","message":"{{{message}}}"}}""", RecordedBodies.Instance);

        Assert.Equal(kind, started.Kind);
    }

    [Fact]
    public async Task A_code_in_the_details_counts_too_and_the_reason_says_what_a_person_can_do()
    {
        StartedOperation started = await StartAsync(409, """{"error":{"code":"Failed","details":[null,{"code":"ScopeLocked"}]}}""", RecordedBodies.Instance);

        Assert.Equal(
            new StartedOperation(StartKind.Refused, null, null, "the platform refused: 409 Failed; a lock forbids it; take the lock off, or do by hand what it protects") { IsForGood = true },
            started);
    }

    [Theory]
    [InlineData(InstanceAction.Restart)]
    [InlineData(InstanceAction.Reimage)]
    public async Task A_machine_that_is_off_is_not_asked_to_restart_and_a_person_is_told_to_start_it(InstanceAction action)
    {
        string off = RecordedBodies.Instance.Replace("PowerState/running", "PowerState/deallocated", StringComparison.Ordinal);
        await using ScriptedArm arm = new ScriptedArm().On("/virtualMachines/2", off);

        StartedOperation started = await arm.Get<InstanceActivities>().StartAction(new(action, "2", Now, GuardClient.Held("2")), new GuardClient(), Ct);

        Assert.Equal(StartKind.Refused, started.Kind);
        Assert.Equal($"no {action.Name()}: the machine of instance 2 is deallocated; start it (az vmss start --instance-ids 2), or replace it", started.Detail);
        Assert.DoesNotContain(arm.Requests, request => request.StartsWith("POST", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("5", 5.0)]
    [InlineData("1200", 1200.0)]
    [InlineData("86400", 86400.0)]
    [InlineData("99999999999999999999", 2_592_000.0)]
    [InlineData("0", null)]
    [InlineData("-5", null)]
    [InlineData("NaN", null)]
    [InlineData("Infinity", null)]
    [InlineData("soon", null)]
    [InlineData("Fri, 20 Nov 2026 12:00:30 GMT", 30.0)]
    [InlineData("Sat, 21 Nov 2026 12:00:00 GMT", 86400.0)]
    [InlineData("Fri, 20 Nov 2026 11:00:00 GMT", null)]
    [InlineData("Fri, 31 Feb 2026 12:00:00 GMT", null)]
    public async Task The_pause_that_is_asked_for_is_read_as_far_as_it_is_one_and_can_be_computed_with(string asked, double? seconds)
    {
        await using ScriptedArm arm = new();
        arm.Answers.Add(_ => ScriptedArm.Of(HttpStatusCode.TooManyRequests, "{}", ("Retry-After", asked), ("Date", "Fri, 20 Nov 2026 12:00:00 GMT")));

        RequestFailedException failure = await Assert.ThrowsAsync<RequestFailedException>(() => arm.Get<ArmRestClient>().ReadAsync("/subscriptions/s", Ct));

        Assert.Equal(seconds, ArmFailure.Of(failure).RetryAfter?.TotalSeconds);
    }

    [Theory]
    [InlineData("""{"status":"Succeeded"}""", ActionResult.Succeeded, "Azure says Succeeded")]
    [InlineData("""{"status":"Cancelled","error":{"code":"OperationPreempted"}}""", ActionResult.Failed, "the platform says Cancelled (OperationPreempted)")]
    [InlineData("""{"status":"Canceled"}""", ActionResult.Failed, "the platform says Canceled (no code given)")]
    [InlineData("""{"status":"ServerIsNotReady","error":{"code":"","message":"x"}}""", ActionResult.Failed, "the platform says ServerIsNotReady (no code given)")]
    [InlineData("""{"error":{"code":"Conflict"}}""", ActionResult.Failed, "the platform says that it failed (Conflict)")]
    [InlineData("""{"status":"InProgress"}""", ActionResult.Running, "the platform says InProgress")]
    [InlineData("""{"status":"OnItsWay","error":null}""", ActionResult.Running, "the platform says OnItsWay")]
    [InlineData("", ActionResult.Succeeded, "instance 2 is Succeeded")]
    [InlineData("<html>Sorry</html>", ActionResult.Succeeded, "instance 2 is Succeeded")]
    [InlineData("""{"status":5}""", ActionResult.Succeeded, "instance 2 is Succeeded")]
    public async Task The_end_of_an_operation_is_read_from_its_word_or_its_error_and_else_the_resource_is_asked_at_once(string body, ActionResult result, string detail)
    {
        await using ScriptedArm arm = new ScriptedArm().On("/operations/1", body, body.Length == 0 ? HttpStatusCode.NoContent : HttpStatusCode.OK).On("/virtualMachines/2", RecordedBodies.Instance);

        OperationProgress progress = await arm.Get<InstanceActivities>().PollOperation(
            new("2", "https://management.azure.com/subscriptions/s/providers/Microsoft.Compute/locations/w/operations/1?api-version=2023-07-01", InstanceAction.Restart), Ct);

        Assert.Equal((result, detail), (progress.Result, progress.Detail));
    }

    private static async Task<StartedOperation> StartAsync(int status, string error, string instance)
    {
        await using ScriptedArm arm = new ScriptedArm().On("/virtualMachines/2", instance).On("/restart", error, (HttpStatusCode)status, HttpMethod.Post);
        return await arm.Get<InstanceActivities>().StartAction(new(InstanceAction.Restart, "2", Now, GuardClient.Held("2")), new GuardClient(), Ct);
    }
}
