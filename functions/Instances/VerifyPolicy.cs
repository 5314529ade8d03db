using System.Text.Json.Serialization;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Instances;

/// <summary>Tells how far a verification is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<VerifyState>))]
public enum VerifyState
{
    /// <summary>Not decided; look again.</summary>
    CheckAgain,

    /// <summary>It serves, and did so long enough.</summary>
    Stable,

    /// <summary>It does not serve and its time is over.</summary>
    GaveUp,
}

/// <summary>Describes the state of a verification after a look.</summary>
/// <param name="HealthySince">Since when it serves without a break, UTC; null when it does not.</param>
/// <param name="Reason">One sentence.</param>
public sealed record Verification(VerifyState State, DateTime? HealthySince, string Reason)
{
    /// <summary>Gets the pause before the next look, when there is to be one.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>Gets whether the last look did not tell if it serves.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsUnseen { get; init; }
}

/// <summary>Decides whether an action helped. Pure.</summary>
public static class VerifyPolicy
{
    /// <summary>Judges one look.</summary>
    /// <param name="healthySince">Since when it was healthy before this look; null when it was not.</param>
    /// <param name="deadline">Until when it must have become healthy. A target that is healthy at that moment may finish its stay-healthy
    /// time.</param>
    public static Verification Judge(Diagnosis diagnosis, DateTime? healthySince, DateTime now, DateTime deadline, TimeSpan stayHealthy)
    {
        if (diagnosis.Kind == FailureKind.Healthy)
        {
            DateTime since = healthySince ?? now;
            if (now - since < stayHealthy)
            {
                return new(VerifyState.CheckAgain, since, diagnosis.Evidence);
            }

            return new(VerifyState.Stable, since, InstanceText.StayedHealthy(since, stayHealthy));
        }

        // Seen by too few: neither a relapse nor a proof, for as long as the target may take to prove itself.
        if (diagnosis.Kind == FailureKind.Unobservable && healthySince is not null && now < deadline + stayHealthy)
        {
            return new(VerifyState.CheckAgain, healthySince, diagnosis.Evidence);
        }

        if (diagnosis.Kind != FailureKind.InstanceGone && now < deadline)
        {
            return new(VerifyState.CheckAgain, null, diagnosis.Evidence);
        }

        return new(VerifyState.GaveUp, null, diagnosis.Evidence) { IsUnseen = diagnosis.Kind == FailureKind.Unobservable };
    }
}
