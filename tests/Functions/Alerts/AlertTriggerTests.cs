using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging.Abstractions;
using Steadfast.Functions.Alerts;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Tests.Stage;

namespace Steadfast.Functions.Tests.Alerts;

[Trait("Category", "fast")]
public sealed class AlertTriggerTests
{
    [Fact]
    public async Task An_alert_that_cannot_be_stored_is_asked_for_again()
    {
        SettingsReader settings = new(
            new FixedOptions<RecoveryOptions>(new()), new FixedOptions<GuardOptions>(new()), new FixedOptions<ModeOptions>(new()), new FixedOptions<DatabaseOptions>(new()));
        AlertTrigger trigger = new(settings, TimeProvider.System, NullLogger<AlertTrigger>.Instance);
        DefaultHttpContext context = new();
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(AlertBodies.Fired("10.0.0.5")));

        IActionResult answer = await trigger.ReceiveAsync(context.Request, new UnavailableClient(), TestContext.Current.CancellationToken);

        ObjectResult result = Assert.IsAssignableFrom<ObjectResult>(answer);
        result.OnFormatting(new ActionContext { HttpContext = context });
        Assert.Equal(
            (503, "The alert could not be stored; send it again.", "5"),
            (result.StatusCode, ((ProblemDetails)result.Value!).Detail, context.Response.Headers.RetryAfter.ToString()));
    }
}
