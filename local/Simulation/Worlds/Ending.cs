using Microsoft.DurableTask.Client;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Watchdog;

namespace Steadfast.Local.Simulation.Worlds;

/// <summary>Statements of the automation at the end of a world, read from its orchestrations and its guard.</summary>
/// <param name="Incidents">Every incident, oldest first.</param>
/// <param name="Unfinished">Orchestrations that run still or have failed, with the reason.</param>
/// <param name="Automation">What the automation shows of itself.</param>
internal sealed record Ending(IReadOnlyList<IncidentRecord> Incidents, IReadOnlyList<string> Unfinished, AutomationView? Automation)
{
    private static readonly OrchestrationRuntimeStatus[] Live = [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended];

    /// <summary>Of a world that broke.</summary>
    public static Ending None { get; } = new([], [], null);

    /// <summary>Number of open incidents.</summary>
    public static async Task<int> OpenAsync(DurableTaskClient client)
    {
        int open = 0;
        await foreach (OrchestrationMetadata one in client.GetAllInstancesAsync(new OrchestrationQuery { Statuses = Live, FetchInputsAndOutputs = false }))
        {
            open++;
        }

        return open;
    }

    /// <summary>Reads it.</summary>
    public static Ending Read(World world) => world.Finish(() => ReadAsync(world.App!));

    private static async Task<Ending> ReadAsync(FunctionAppRun app)
    {
        DurableTaskClient client = app.Client;
        List<(DateTimeOffset At, IncidentRecord Record)> incidents = [];
        List<string> unfinished = [];
        await foreach (OrchestrationMetadata one in client.GetAllInstancesAsync(new OrchestrationQuery { FetchInputsAndOutputs = true }))
        {
            if (one.RuntimeStatus != OrchestrationRuntimeStatus.Completed)
            {
                unfinished.Add($"{one.Name} {one.InstanceId} is {one.RuntimeStatus} {one.FailureDetails?.ErrorMessage}".TrimEnd());
            }

            if (one.Name == IncidentKey.Orchestration && RecordOf(one) is { } record)
            {
                incidents.Add((one.CreatedAt, record));
            }
        }

        return new([.. incidents.OrderBy(one => one.At).Select(one => one.Record)], unfinished, await app.GetAsync<AutomationView>("automation"));
    }

    private static IncidentRecord? RecordOf(OrchestrationMetadata one) =>
        one.RuntimeStatus == OrchestrationRuntimeStatus.Completed ? one.ReadOutputAs<IncidentRecord>() : one.ReadCustomStatusAs<IncidentRecord>();
}
