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
