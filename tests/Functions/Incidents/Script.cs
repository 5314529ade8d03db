using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Notifications;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Tests.Incidents;

/// <summary>What the activities answer, and what they were asked. The last answer of each list is repeated.</summary>
internal sealed class Script
{
    private readonly Lock _gate = new();
    private readonly List<string> _calls = [];
    private readonly List<(string Call, DateTimeOffset At)> _times = [];
    private int _looks;
    private int _starts;
    private int _polls;
    private int _additions;

    /// <summary>The clock of the run.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Waits as an activity does.</summary>
    public Func<TimeSpan, Task> Sleep { get; set; } = _ => throw new InvalidOperationException("Nobody has said how to wait.");

    /// <summary>What each look sees.</summary>
    public TierObservation[] Looks { get; init; } = [Sees.Silent];

    /// <summary>What comes of each request for a restart.</summary>
    public StartedOperation[] Starts { get; init; } = [new(StartKind.Accepted, "https://management.azure.com/operation", null, "Azure accepted the restart of instance 1")];

    /// <summary>What comes of each request for one instance more.</summary>
    public StartedOperation[] Additions { get; init; } = [new(StartKind.Accepted, null, null, "the capacity goes from 3 to 4")];

    /// <summary>The instances that the scale set lists.</summary>
    public string[] Ids { get; init; } = ["1", "2", "3"];

    /// <summary>What each poll says.</summary>
    public OperationProgress[] Polls { get; init; } = [new(ActionResult.Succeeded, null, "Azure says Succeeded")];

    /// <summary>The activity that fails whenever it is called; null: none.</summary>
    public string? Fails { get; init; }

    /// <summary>The activities in the order in which they were called.</summary>
    public string[] Calls
    {
        get
        {
            lock (_gate)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>When what each action was decided on was seen, UTC.</summary>
    public List<DateTime> AskedAt { get; } = [];

    /// <summary>Whether the scale set's own automatic repairs are found running.</summary>
    public bool PlatformRepairs { get; init; }

    /// <summary>Whether they go on running, however often their suspension is asked for.</summary>
    public bool RepairsStay { get; init; }

    /// <summary>Number of times that their suspension is asked for until it is done.</summary>
    public int SuspensionTries { get; init; } = 1;

    /// <summary>Number of times that their resumption is asked for until it is done.</summary>
    public int ResumptionTries { get; init; } = 1;

    /// <summary>How long one look takes.</summary>
    public TimeSpan LookTakes { get; init; }

    /// <summary>How long the evidence takes.</summary>
    public TimeSpan EvidenceTakes { get; init; }

    /// <summary>When anything was asked for, in seconds after the start.</summary>
    public double[] Times
    {
        get
        {
            lock (_gate)
            {
                return [.. _times.Select(call => (call.At - VirtualIncident.Start).TotalSeconds)];
            }
        }
    }

    /// <summary>When an activity was called, in seconds after the start.</summary>
    public double[] TimesOf(string activity)
    {
        lock (_gate)
        {
            return [.. _times.Where(call => call.Call == activity).Select(call => (call.At - VirtualIncident.Start).TotalSeconds)];
        }
    }

    /// <summary>Whether a look cannot tell that, so that it has to be asked for.</summary>
    public bool CannotSeeRepairs { get; init; }

    /// <summary>Done by an activity right before it asks the guard for the last time; null: nothing.</summary>
    public Func<DurableTaskClient, Task>? BeforeClearance { get; set; }

    /// <summary>The notices that were handed over.</summary>
    public List<Notice> Notices { get; } = [];

    /// <summary>When each was, in seconds after the start.</summary>
    public List<double> NoticeTimes { get; } = [];

    public void Take(Notice notice)
    {
        lock (_gate)
        {
            Notices.Add(notice);
            NoticeTimes.Add((Clock.GetUtcNow() - VirtualIncident.Start).TotalSeconds);
        }
    }

    public Evidence Save(EvidenceActivities.EvidenceInput input)
    {
        Note(nameof(EvidenceActivities.CollectEvidence));

        return new(input.Id, input.Target, VirtualIncident.Start, [new("status", "{}", null), new("bootDiagnostics", "", "it has none")]);
    }

    public RepairsAnswer Repairs(string activity)
    {
        Note(activity);
        bool isSuspension = activity == nameof(AutoRepairActivities.SuspendRepairs);
        if (activity == nameof(AutoRepairActivities.ResumeRepairs) && Calls.Count(call => call == activity) < ResumptionTries)
        {
            return new(false, $"{activity} not done") { IsDone = false, State = RepairsState.Suspended };
        }

        return new(PlatformRepairs, $"{activity} done") { IsDone = !isSuspension || (!RepairsStay && Calls.Count(call => call == activity) >= SuspensionTries) };
    }

    public int RestartsAskedFor => Calls.Count(call => call == "restart");

    public TierObservation Look() => Answer(nameof(ObservationActivities.Observe), Looks, ref _looks) with
    {
        Repairs = CannotSeeRepairs ? RepairsState.Unknown : PlatformRepairs ? RepairsState.Running : RepairsState.NotRunning,
    };

    public StartedOperation Start(InstanceActivities.ActionInput input)
    {
        AskedAt.Add(input.AskedAt);
        return Answer(input.Action.Name(), Starts, ref _starts);
    }

    public StartedOperation Add() => Answer(nameof(CapacityActivities.StartCapacity), Additions, ref _additions);

    public OperationProgress Poll() => Answer(nameof(InstanceActivities.PollOperation), Polls, ref _polls);

    private T Answer<T>(string activity, T[] answers, ref int count)
    {
        lock (_gate)
        {
            Note(activity);
            if (activity == Fails)
            {
                throw new InvalidOperationException($"{activity} fails");
            }

            return answers[Math.Min(count++, answers.Length - 1)];
        }
    }

    private void Note(string activity)
    {
        lock (_gate)
        {
            _calls.Add(activity);
            _times.Add((activity, Clock.GetUtcNow()));
        }
    }
}

/// <summary>The activities of the app, answered by a <see cref="Script"/>.</summary>
internal sealed class ScriptedActivities(Script script)
{
    [Function(nameof(ObservationActivities.Observe))]
    public async Task<TierObservation> Observe([ActivityTrigger] ObservationActivities.ObserveInput input)
    {
        await TakeAsync(script.LookTakes);
        return ObservationActivities.PartOf(script.Look(), input);
    }

    [Function(nameof(VerificationActivities.VerifyInstance))]
    public Task<Verification> VerifyInstance([ActivityTrigger] VerificationActivities.VerifyInput input) =>
        VerificationActivities.WatchAsync(input, () => Task.FromResult(script.Look()), script.Clock, script.Sleep);

    [Function(nameof(AutoRepairActivities.ReadAutoRepairs))]
    public RepairsAnswer ReadAutoRepairs([ActivityTrigger] AutoRepairActivities.RepairsInput input) => script.Repairs(nameof(AutoRepairActivities.ReadAutoRepairs));

    [Function(nameof(AutoRepairActivities.SuspendRepairs))]
    public RepairsAnswer SuspendRepairs([ActivityTrigger] AutoRepairActivities.RepairsInput input) => script.Repairs(nameof(AutoRepairActivities.SuspendRepairs));

    [Function(nameof(AutoRepairActivities.ResumeRepairs))]
    public RepairsAnswer ResumeRepairs([ActivityTrigger] AutoRepairActivities.RepairsInput input) => script.Repairs(nameof(AutoRepairActivities.ResumeRepairs));

    [Function(nameof(NotificationActivities.Notify))]
    public void Notify([ActivityTrigger] Notice notice) => script.Take(notice);

    [Function(nameof(InstanceActivities.StartAction))]
    public Task<StartedOperation> StartAction([ActivityTrigger] InstanceActivities.ActionInput input, [DurableClient] DurableTaskClient client) =>
        ClearedAsync(client, input.Permit, () => script.Start(input));

    [Function(nameof(CapacityActivities.ReadScaleSet))]
    public ScaleSetCheck ReadScaleSet([ActivityTrigger] string askedBy) => new(new(script.Ids.Length, "Succeeded", script.Ids), null, null);

    [Function(nameof(CapacityActivities.StartCapacity))]
    public Task<StartedOperation> StartCapacity([ActivityTrigger] CapacityActivities.CapacityInput input, [DurableClient] DurableTaskClient client) =>
        ClearedAsync(client, input.Permit, script.Add);

    [Function(nameof(CapacityActivities.RestoreCapacity))]
    public StartedOperation RestoreCapacity([ActivityTrigger] CapacityActivities.RestoreInput input) => new(StartKind.AlreadyDone, null, null, "capacity left as it is");

    [Function(nameof(CapacityActivities.PollCapacity))]
    public Task<OperationProgress> PollCapacity([ActivityTrigger] CapacityActivities.PollInput input) => PollAsync(input.Plan);

    [Function(nameof(EvidenceActivities.CollectEvidence))]
    public async Task<Evidence> CollectEvidence([ActivityTrigger] EvidenceActivities.EvidenceInput input)
    {
        await TakeAsync(script.EvidenceTakes);
        return script.Save(input);
    }

    [Function(nameof(InstanceActivities.PollOperation))]
    public Task<OperationProgress> PollOperation([ActivityTrigger] InstanceActivities.PollInput input) => PollAsync(input.Plan);

    private async Task<StartedOperation> ClearedAsync(DurableTaskClient client, HeldPermit permit, Func<StartedOperation> start)
    {
        if (script.BeforeClearance is { } before)
        {
            await before(client);
        }

        ClearanceAnswer answer = await PermitClearance.AskAsync(client, permit, script.Clock, CancellationToken.None);
        return answer.Given is null ? new(StartKind.Held, null, null, answer.WhyNot) : start();
    }

    private Task TakeAsync(TimeSpan time) => time > TimeSpan.Zero ? script.Sleep(time) : Task.CompletedTask;

    private Task<OperationProgress> PollAsync(PollPlan? plan) =>
        OperationStatus.FollowAsync(plan, () => Task.FromResult(script.Poll()), script.Clock, script.Sleep);
}

/// <summary>Whole observations of three instances, of which the first is the target.</summary>
internal static class Sees
{
    public static readonly TierObservation Well = Of("ggg");
    public static readonly TierObservation Silent = Of("bbb");
    public static readonly TierObservation Nothing = Tests.Instances.Look.Unreadable;
    public static readonly TierObservation FleetDown = Tests.Instances.Look.Of(
        Tests.Instances.Look.Instance("1", "bbb"), Tests.Instances.Look.Instance("2", "bbb"), Tests.Instances.Look.Instance("3", "ggg"));

    /// <summary>The first still does not serve; a fourth does.</summary>
    public static readonly TierObservation NewcomerWell = Tests.Instances.Look.Of(
        Tests.Instances.Look.Instance("1", "bbb"), Tests.Instances.Look.Instance("2", "ggg"), Tests.Instances.Look.Instance("3", "ggg"), Tests.Instances.Look.Instance("4", "ggg"));

    private static TierObservation Of(string target) => Tests.Instances.Look.Of(
        Tests.Instances.Look.Instance("1", target), Tests.Instances.Look.Instance("2", "ggg"), Tests.Instances.Look.Instance("3", "ggg"));
}
