namespace Steadfast.Local.Runtime;

/// <summary>Content of a history event.</summary>
public enum EventKind
{
    /// <summary>A turn began; its time is the orchestrator's current time.</summary>
    TurnStarted,

    /// <summary>The orchestrator was started with an input.</summary>
    ExecutionStarted,

    /// <summary>The orchestrator asked for an activity.</summary>
    TaskScheduled,

    /// <summary>An activity returned.</summary>
    TaskCompleted,

    /// <summary>An activity threw.</summary>
    TaskFailed,

    /// <summary>The orchestrator asked for a timer.</summary>
    TimerCreated,

    /// <summary>The orchestrator gave a timer up; it will not fire.</summary>
    TimerCanceled,

    /// <summary>A timer fired.</summary>
    TimerFired,

    /// <summary>The orchestrator asked for a sub-orchestration.</summary>
    SubOrchestrationCreated,

    /// <summary>A sub-orchestration returned.</summary>
    SubOrchestrationCompleted,

    /// <summary>A sub-orchestration failed.</summary>
    SubOrchestrationFailed,

    /// <summary>The orchestrator sent an event to another instance.</summary>
    EventSent,

    /// <summary>An external event arrived.</summary>
    EventRaised,

    /// <summary>The orchestrator called an entity and waits for the answer.</summary>
    EntityCalled,

    /// <summary>The orchestrator signaled an entity.</summary>
    EntitySignaled,

    /// <summary>An entity answered.</summary>
    EntityCompleted,

    /// <summary>An entity operation failed.</summary>
    EntityFailed,

    /// <summary>An operation for an entity (in an entity's inbox only).</summary>
    EntityOperation,

    /// <summary>The instance was suspended.</summary>
    ExecutionSuspended,

    /// <summary>The instance was resumed.</summary>
    ExecutionResumed,

    /// <summary>The instance was terminated.</summary>
    ExecutionTerminated,

    /// <summary>The orchestrator returned.</summary>
    ExecutionCompleted,

    /// <summary>The orchestrator failed.</summary>
    ExecutionFailed,
}
