using System.Text.Json.Serialization;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Guard;

namespace Steadfast.Functions.Incidents;

/// <summary>Carries the input that opens an incident.</summary>
/// <param name="Key">The key: one incident at a time is open under it.</param>
/// <param name="Target">The instance, by its number in the scale set, or "database".</param>
/// <param name="StartedBy">Who or what asks, for the record: "alert lb-probe-down".</param>
/// <param name="FirstFailure">When the signal says it began; null when it does not say.</param>
/// <param name="SignalId">Id of the signal, such as Azure's id of the alert; null when a person asks.</param>
/// <param name="Signal">When the signal arrived.</param>
/// <param name="Settings">Times, limits and modes, read by the starter.</param>
/// <param name="Order">What a person ordered; null when a signal asks.</param>
/// <param name="Flapping">What was seen of the target serving off and on, as part of a sentence; null when nothing was.</param>
public sealed record RecoveryInput(
    string Key, string Target, string StartedBy, DateTimeOffset? FirstFailure, string? SignalId, DateTimeOffset Signal,
    IncidentSettings Settings,
    Order? Order = null, string? Flapping = null) : ISingleInstanceInput<RecoveryInput>
{
    /// <inheritdoc/>
    public string? StartMark { get; init; }

    /// <inheritdoc/>
    public RecoveryInput MarkedWith(string mark) => this with { StartMark = mark };

    /// <summary>Gets the failover that a person ordered; null when a signal asks, or when it is not about the database.</summary>
    public FailoverOrder? Failover { get; init; }

    /// <summary>
    /// Gets the latest observation of the instance by whoever opened the incident; null when there is none, or when the database is the
    /// target.
    /// </summary>
    public TierObservation? Seen { get; init; }

    /// <summary>
    /// Gets the latest observation of the database by whoever opened the incident; null when there is none, or when an instance is the
    /// target.
    /// </summary>
    public DatabaseObservation? SeenDatabase { get; init; }

    /// <summary>Gets the guard's memory of the target; null when it has none.</summary>
    public TargetMemory? Memory { get; init; }

    /// <summary>
    /// Gets how the incident of the database before was handed over; null when it was not, when there was none, or for an instance.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Escalation? LastEscalation { get; init; }

    /// <summary>Gets the span in which the incident was opened, as a W3C <c>traceparent</c>; null while nobody listens.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Trace { get; init; }

    // It has waited in a queue or two. An older look is made anew; every action looks once more in any case.
    private static readonly TimeSpan LookTakenAlongMaxAge = TimeSpan.FromSeconds(15);

    /// <summary>Tells whether a look that was taken along is young enough to be judged.</summary>
    internal static bool IsFresh(DateTimeOffset at, DateTime now) => (now - at.UtcDateTime).Duration() <= LookTakenAlongMaxAge;

    /// <summary>Tells whether a person asks.</summary>
    internal bool IsManual => Order is not null || Failover is not null;

    /// <summary>Gets the class of the failure, by which the guard tells cool-downs apart.</summary>
    internal string FailureClass => Target == IncidentKey.Database ? IncidentKey.Unavailable : IncidentKey.NotServing;

    /// <summary>Gets the guard's limits for this target: the database rests longer.</summary>
    internal GuardOptions Limits
    {
        get
        {
            if (Target == IncidentKey.Database)
            {
                return Settings.Guard with { CoolDown = Settings.Database.FailoverCoolDown };
            }

            return Settings.Guard;
        }
    }
}
