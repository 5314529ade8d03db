using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Alerts;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Tests.Stage;

namespace Steadfast.Functions.Tests.Alerts;

[Trait("Category", "fast")]
public sealed class AlertTriggerTests
{
    [Fact]
    public async Task An_alert_that_cannot_be_stored_is_asked_for_again()
    {
        DefaultHttpContext context = new();

        IActionResult answer = await ReceiveAsync(context, new UnavailableClient());

        ObjectResult result = Assert.IsAssignableFrom<ObjectResult>(answer);
        result.OnFormatting(new ActionContext { HttpContext = context });
        Assert.Equal(
            (503, "The alert could not be stored; send it again.", "5"),
            (result.StatusCode, ((ProblemDetails)result.Value!).Detail, context.Response.Headers.RetryAfter.ToString()));
    }

    [Fact]
    public async Task An_alert_that_is_known_is_answered_from_one_read_and_nothing_is_started_in_vain()
    {
        KnowingClient client = new();

        IActionResult answer = await ReceiveAsync(new DefaultHttpContext(), client);

        AlertReceipt receipt = Assert.IsType<AlertReceipt>(Assert.IsType<AcceptedResult>(answer).Value);
        Assert.Equal((false, 1, 0), (receipt.IsNew, client.Reads, client.Starts));
    }

    private static Task<IActionResult> ReceiveAsync(DefaultHttpContext context, DurableTaskClient client)
    {
        SettingsReader settings = new(
            new FixedOptions<RecoveryOptions>(new()), new FixedOptions<GuardOptions>(new()), new FixedOptions<ModeOptions>(new()), new FixedOptions<DatabaseOptions>(new()),
            Options.Create(new StackOptions()));
        AlertTrigger trigger = new(settings, TimeProvider.System, NullLogger<AlertTrigger>.Instance);
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(AlertBodies.Fired("10.0.0.5")));
        return trigger.ReceiveAsync(context.Request, client, TestContext.Current.CancellationToken);
    }

    /// <summary>A Durable client that has every alert already.</summary>
    private sealed class KnowingClient : UnavailableClient
    {
        public int Reads { get; private set; }

        public int Starts { get; private set; }

        public override Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
        {
            Reads++;
            return Task.FromResult<OrchestrationMetadata?>(new(nameof(AlertOrchestrator.ProcessAlert), instanceId) { RuntimeStatus = OrchestrationRuntimeStatus.Running });
        }

        public override Task<string> ScheduleNewOrchestrationInstanceAsync(
            TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
        {
            Starts++;
            throw new InvalidOperationException("it exists already");
        }
    }
}
