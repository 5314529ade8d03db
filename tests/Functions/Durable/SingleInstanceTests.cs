using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Tests.Alerts;
using Steadfast.Functions.Watchdog;

namespace Steadfast.Functions.Tests.Durable;

/// <summary>A refused start is judged by what is there, and that may have changed since.</summary>
[Trait("Category", "fast")]
public sealed class SingleInstanceTests
{
    private const string Id = "put-in-order-incident-1";

    public static TheoryData<string, Refused[], string> Refusals => new()
    {
        { "one runs", [new(OrchestrationRuntimeStatus.Running)], "False after 1" },
        { "it ran when the start was refused, and has completed since", [new(OrchestrationRuntimeStatus.Completed)], "True after 2" },
        { "it has failed since", [new(OrchestrationRuntimeStatus.Failed)], "True after 2" },
        { "the answer to the start was lost", [new(OrchestrationRuntimeStatus.Running) { IsOwn = true }], "True after 1" },
        { "the answer was lost, and it has completed", [new(OrchestrationRuntimeStatus.Completed) { IsOwn = true }], "True after 1" },
        { "nothing is there: the storage does not take it", [new(null)], "refused after 1" },
        {
            "another one begins and ends each time",
            [new(OrchestrationRuntimeStatus.Completed), new(OrchestrationRuntimeStatus.Completed), new(OrchestrationRuntimeStatus.Completed)],
            "refused after 3"
        },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refused_start_is_tried_again_when_the_one_that_stood_against_it_has_ended(string what, Refused[] refusals, string comes)
    {
        await using RefusingClient client = new(refusals);

        string came;
        try
        {
            came = $"{await SingleInstance.StartAsync(client, nameof(ReleaseAbandonedIncidentOrchestrator), Id, new PutInOrderInput("incident-1"), TestContext.Current.CancellationToken)}";
        }
        catch (InvalidOperationException)
        {
            came = "refused";
        }

        Assert.Equal((what, comes), (what, $"{came} after {client.Starts}"));
    }

    /// <summary>A start that is refused, and what is there afterwards; nothing when the status is null.</summary>
    public sealed record Refused(OrchestrationRuntimeStatus? Status)
    {
        /// <summary>True when this start has begun what is there.</summary>
        public bool IsOwn { get; init; }
    }

    private sealed class RefusingClient(Refused[] refusals) : UnavailableClient
    {
        private OrchestrationMetadata? _there;

        public int Starts { get; private set; }

        public override Task<string> ScheduleNewOrchestrationInstanceAsync(
            TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
        {
            Refused? refused = refusals.ElementAtOrDefault(Starts++);
            _there = refused switch
            {
                null => Of(OrchestrationRuntimeStatus.Running, input),
                { Status: { } status } => Of(status, refused.IsOwn ? input : new PutInOrderInput("incident-1").MarkedWith("another")),
                _ => null,
            };
            return refused is null ? Task.FromResult(Id) : throw new InvalidOperationException("it is there already");
        }

        public override Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
            Task.FromResult(_there);

        private static OrchestrationMetadata Of(OrchestrationRuntimeStatus status, object? input) => new("PutInOrder", Id)
        {
            RuntimeStatus = status,
            SerializedInput = JsonSerializer.Serialize(input),
            DataConverter = JsonDataConverter.Default,
        };
    }
}
