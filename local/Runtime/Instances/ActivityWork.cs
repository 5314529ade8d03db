namespace Steadfast.Local.Runtime;

/// <summary>One activity that is to run; its first outcome becomes an event of the orchestration that asked for it.</summary>
internal sealed class ActivityWork(
    Engine engine, OrchestrationInstance instance, string execution, HistoryEvent scheduled) : IThreadPoolWorkItem
{
    private int _outcomes;

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    private async Task RunAsync()
    {
        try
        {
            HistoryEvent outcome = await OutcomeAsync();
            if (!engine.IsStopped && Interlocked.Increment(ref _outcomes) == 1)
            {
                instance.Post(new(0, instance.Id, execution, outcome));
            }
        }
        finally
        {
            engine.Busy.Exit();
        }
    }

    private async Task<HistoryEvent> OutcomeAsync()
    {
        try
        {
            if (!engine.Catalog.Activities.TryGetValue(scheduled.Name!, out ActivityFunction? function))
            {
                throw new InvalidOperationException($"There is no activity function '{scheduled.Name}' in this app.");
            }

            using CancellationTokenSource deadline = new(engine.ActivityDeadline, engine.ActivityClock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, engine.Stopping);
            ActivityCall call = new(instance.Id, scheduled.Data, engine.Client, either.Token);
            string? result = await function.RunAsync(engine.NextWorker(), call);
            result = engine.Altered is { } alter ? alter(scheduled.Name!, result) : result;
            engine.Limits.Require($"result of the activity '{scheduled.Name}'", result);
            return new() { Kind = EventKind.TaskCompleted, Id = scheduled.Id, Name = scheduled.Name, Data = result };
        }
        catch (Exception failure)
        {
            engine.Log.ActivityFailed(scheduled.Name!, instance.Id, failure);
            return new()
            {
                Kind = EventKind.TaskFailed,
                Id = scheduled.Id,
                Name = scheduled.Name,
                Failure = engine.Limits.Bounded(FailureDescription.From(failure)),
            };
        }
    }
}
