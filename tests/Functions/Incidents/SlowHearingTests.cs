using Microsoft.DurableTask.Client;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Tests.Alerts;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests.Incidents;

/// <summary>A person speaks to an incident on a machine that is so busy that the incident begins or hears late.</summary>
[Trait("Category", "fast")]
public sealed class SlowHearingTests
{
    private const string Incident = "incident-instance-1-1";

    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 1, EventRaised.Taken)]
    [InlineData(0, 9, EventRaised.Taken)]
    [InlineData(9, 12, EventRaised.Taken)]
    [InlineData(0, 60, EventRaised.NotYet)]
    [InlineData(60, 60, EventRaised.NotYet)]
    internal async Task What_a_person_says_is_taken_when_the_record_shows_it_within_15_s(int beginsAfter, int hearsAfter, EventRaised expected)
    {
        VirtualClock clock = new(Noon);
        await using SlowClient client = new(clock, Noon.AddSeconds(beginsAfter), Noon.AddSeconds(hearsAfter));
        Abort abort = new("operator anna", "a test") { Id = "one" };

        Task<EventRaised> saying = OpenIncidents.SayAsync(client, Incident, IncidentEvents.Abort, abort, clock, TestContext.Current.CancellationToken);
        while (!saying.IsCompleted)
        {
            clock.AdvanceToNextTimer();
            await Task.Yield();
        }

        Assert.Equal((expected, 1), (await saying, client.Raised));
        Assert.InRange(clock.GetUtcNow() - Noon, TimeSpan.Zero, OpenIncidents.MaxHearing + OpenIncidents.Pause);
    }

    private sealed class SlowClient(TimeProvider clock, DateTimeOffset begins, DateTimeOffset hears) : UnavailableClient
    {
        public int Raised { get; private set; }

        public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
        {
            Raised++;
            return Task.CompletedTask;
        }

        public override Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
        {
            DateTimeOffset now = clock.GetUtcNow();
            IncidentRecord record = new(instanceId, "1", "alert", IncidentOutcome.Open, "open", null, new(), [], []) { Heard = now >= hears ? ["one"] : [] };
            return Task.FromResult<OrchestrationMetadata?>(new OrchestrationMetadata(IncidentKey.Orchestration, instanceId)
            {
                RuntimeStatus = now >= begins ? OrchestrationRuntimeStatus.Running : OrchestrationRuntimeStatus.Pending,
                DataConverter = Microsoft.DurableTask.Converters.JsonDataConverter.Default,
                SerializedCustomStatus = Microsoft.DurableTask.Converters.JsonDataConverter.Default.Serialize(record),
            });
        }
    }
}
