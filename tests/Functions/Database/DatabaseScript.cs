using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Database;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Notifications;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Tests.Incidents;

namespace Steadfast.Functions.Tests.Database;

/// <summary>What the activities answer, and what they were asked. The last answer of each list is repeated.</summary>
internal sealed class DatabaseScript
{
    public static readonly StartedOperation Accepted = new(StartKind.Accepted, "https://management.azure.com/operation", null, "failover of the database accepted");
    public static readonly OperationProgress Done = new(ActionResult.Succeeded, null, "Azure says Succeeded");

    private readonly Lock _gate = new();
    private readonly List<string> _calls = [];
    private readonly List<(string Call, DateTimeOffset At)> _times = [];
    private readonly Dictionary<string, int> _counts = [];

    /// <summary>The clock of the run.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Waits as an activity does.</summary>
    public Func<TimeSpan, Task> Sleep { get; set; } = _ => throw new InvalidOperationException("Nobody has said how to wait.");

    /// <summary>What each look at the database sees.</summary>
    public DatabaseObservation[] Looks { get; init; } = [DatabaseSample.Down, DatabaseSample.Down, DatabaseSample.Down, DatabaseSample.Moved, DatabaseSample.Redundant];

    /// <summary>What comes of each request for a failover.</summary>
    public StartedOperation[] Starts { get; init; } = [Accepted];

    /// <summary>What each poll says.</summary>
    public OperationProgress[] Polls { get; init; } = [Done];

    /// <summary>What comes of each attempt to write.</summary>
    public CheckResult[] Writes { get; init; } = [CheckResult.Good("instance 1: a write was taken")];

    /// <summary>What was asked of the platform and of web servers, in order.</summary>
    public string[] Acts
    {
        get
        {
            lock (_gate)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>Done by an activity right before it asks the guard for the last time; null: nothing.</summary>
    public Func<DurableTaskClient, Task>? BeforeClearance { get; set; }

    public List<Notice> Notices { get; } = [];

    /// <summary>When anything was asked for, in seconds after the start.</summary>
    public double[] Times
    {
        get
        {
            lock (_gate)
            {
                return [.. _times.Select(call => (call.At - DatabaseSample.At).TotalSeconds)];
            }
        }
    }

    /// <summary>When something was asked for, in seconds after the start.</summary>
    public double[] TimesOf(string activity)
    {
        lock (_gate)
        {
            return [.. _times.Where(call => call.Call == activity).Select(call => (call.At - DatabaseSample.At).TotalSeconds)];
        }
    }

    /// <summary>The next answer, and a note of what was asked when it is an act.</summary>
    public T Next<T>(string activity, T[] answers, string? act = null)
    {
        lock (_gate)
        {
            if (act is not null)
            {
                _calls.Add(act);
            }

            _times.Add((activity, Clock.GetUtcNow()));
            int count = _counts.GetValueOrDefault(activity);
            _counts[activity] = count + 1;
            return answers[Math.Min(count, answers.Length - 1)];
        }
    }

    public void Take(Notice notice)
    {
        lock (_gate)
        {
            Notices.Add(notice);
        }
    }
}

/// <summary>The activities of the app, answered by a <see cref="DatabaseScript"/>.</summary>
internal sealed class ScriptedDatabase(DatabaseScript script)
{
    [Function(nameof(DatabaseActivities.ObserveDatabase))]
    public Task<DatabaseObservation[]> ObserveDatabase([ActivityTrigger] DatabaseActivities.ObserveInput input) =>
        DatabaseActivities.WatchAsync(input, _ => Task.FromResult(script.Next("look", script.Looks)), script.Clock, script.Sleep);

    [Function(nameof(DatabaseActivities.StartFailover))]
    public Task<StartedOperation> StartFailover([ActivityTrigger] DatabaseActivities.FailoverInput input, [DurableClient] DurableTaskClient client) =>
        ClearedAsync(client, input.Permit, () => script.Next(
            "start", script.Starts, $"{input.Way.ToString().ToLowerInvariant()}{Further(input)} from zone {input.Zone}"));

    private static string Further(DatabaseActivities.FailoverInput input) => input switch
    {
        { IsForced: true } => " by force",
        { IsOverPlatform: true } => " over the platform",
        _ => "",
    };

    [Function(nameof(DatabaseActivities.PollFailover))]
    public Task<OperationProgress> PollFailover([ActivityTrigger] DatabaseActivities.PollInput input) =>
        OperationStatus.FollowAsync(input.Plan, () => Task.FromResult(script.Next("poll", script.Polls)), script.Clock, script.Sleep);

    [Function(nameof(WriteActivities.VerifyWrite))]
    public Task<CheckResult> VerifyWrite([ActivityTrigger] WriteActivities.WriteInput input) =>
        WriteActivities.TryAsync(input.Plan, () => Task.FromResult(script.Next("write", script.Writes, "write")), script.Clock, script.Sleep);

    [Function(nameof(NotificationActivities.Notify))]
    public void Notify([ActivityTrigger] Notice notice) => script.Take(notice);

    [Function(nameof(ObservationActivities.Observe))]
    public TierObservation Observe([ActivityTrigger] ObservationActivities.ObserveInput input) => Sees.Well.About(input.Target!);

    [Function(nameof(InstanceActivities.StartAction))]
    public Task<StartedOperation> StartAction([ActivityTrigger] InstanceActivities.ActionInput input, [DurableClient] DurableTaskClient client) =>
        ClearedAsync(client, input.Permit, () => script.Next(
            "instance", [new StartedOperation(StartKind.Accepted, null, null, "accepted")], $"{input.Action.Name()} instance {input.InstanceId}"));

    [Function(nameof(InstanceActivities.PollOperation))]
    public Task<OperationProgress> PollOperation([ActivityTrigger] InstanceActivities.PollInput input) =>
        OperationStatus.FollowAsync(input.Plan, () => Task.FromResult(DatabaseScript.Done), script.Clock, script.Sleep);

    [Function(nameof(AutoRepairActivities.ReadAutoRepairs))]
    public RepairsAnswer ReadAutoRepairs([ActivityTrigger] AutoRepairActivities.RepairsInput input) => new(false, "Scale set has no automatic repairs");

    private async Task<StartedOperation> ClearedAsync(DurableTaskClient client, HeldPermit permit, Func<StartedOperation> start)
    {
        if (script.BeforeClearance is { } before)
        {
            await before(client);
        }

        ClearanceAnswer answer = await PermitClearance.AskAsync(client, permit, script.Clock, CancellationToken.None);
        return answer.Given is null ? new(StartKind.Held, null, null, answer.WhyNot) : start();
    }
}
