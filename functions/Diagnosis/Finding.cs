using System.Text.Json.Serialization;

namespace Steadfast.Functions.Diagnosis;

/// <summary>A failure with a name. The criteria of each stand in <see cref="DiagnosisPolicy"/>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FailureKind>))]
public enum FailureKind
{
    /// <summary>At least two observers agree that the instance serves.</summary>
    Healthy,

    /// <summary>At least two observers agree that it does not serve, and it gives no HTTP answer.</summary>
    InstanceUnresponsive,

    /// <summary>At least two observers agree that it does not serve, and it answers with something else than 200.</summary>
    InstanceFailing,

    /// <summary>The instance is not in the scale set any more.</summary>
    InstanceGone,

    /// <summary>More than half of the instances, and at least two, do not serve: the fault is elsewhere.</summary>
    FleetFailing,

    /// <summary>The platform is changing the instance at this moment.</summary>
    PlatformRecovering,

    /// <summary>Fewer than two observers agree on anything, or the scale set cannot be read.</summary>
    Unobservable,
}

/// <summary>A diagnosis and why it was made.</summary>
/// <param name="Kind">The name of the failure.</param>
/// <param name="Because">Why, as part of a sentence.</param>
public sealed record Finding(FailureKind Kind, string Because);
