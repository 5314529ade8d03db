using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging.Abstractions;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Tests.Stage;

namespace Steadfast.Functions.Tests.Incidents;

[Trait("Category", "fast")]
public sealed class RetentionTriggerTests
{
    [Fact]
    public async Task What_ended_long_ago_is_purged_and_the_rest_is_kept()
    {
        await using VirtualIncident incident = new(new Script { Looks = [Sees.Well] });
        await incident.OpenAsync();
        IncidentRecord old = await incident.EndAsync();
        incident.Clock.Advance(TimeSpan.FromDays(20));
        await incident.OpenAgainAsync();
        IncidentRecord young = await incident.EndAsync();
        incident.Clock.Advance(TimeSpan.FromDays(11));
        RetentionTrigger trigger = new(new FixedOptions<RecoveryOptions>(new()), incident.Clock, NullLogger<RetentionTrigger>.Instance);

        await trigger.PurgeAsync(new TimerInfo(), incident.Client, Ct);

        Assert.Null(await incident.Client.GetInstanceAsync(old.Id, getInputsAndOutputs: false, Ct));
        Assert.NotNull(await incident.Client.GetInstanceAsync(young.Id, getInputsAndOutputs: false, Ct));
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;
}
