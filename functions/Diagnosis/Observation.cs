namespace Steadfast.Functions.Diagnosis;

/// <summary>Everything seen about the web tier at one moment. No judgement.</summary>
/// <param name="At">When the look began, UTC.</param>
/// <param name="Platform">Whether the scale set could be read; without it <paramref name="Instances"/> is empty.</param>
/// <param name="Instances">Every instance of the scale set.</param>
/// <param name="RetryAfter">How long the platform asks to wait before the next look; null when it does not.</param>
public sealed record Observation(DateTimeOffset At, Reading Platform, IReadOnlyList<InstanceObservation> Instances, TimeSpan? RetryAfter = null);

/// <summary>Everything seen about one instance.</summary>
/// <param name="Id">Number of the instance in the scale set.</param>
/// <param name="Zone">Availability zone, or null.</param>
/// <param name="Address">Private address, or null when it could not be read.</param>
/// <param name="ProvisioningState">As ARM names it.</param>
/// <param name="IsChanging">Whether the platform is working on the instance.</param>
/// <param name="Answered">Whether the instance gave an HTTP answer, good or not.</param>
/// <param name="Probe">The balancer's probe.</param>
/// <param name="Answer">What the instance answers when asked directly.</param>
/// <param name="Health">The health extension inside the machine.</param>
public sealed record InstanceObservation(
    string Id, string? Zone, string? Address, string ProvisioningState, bool IsChanging, bool Answered, Reading Probe, Reading Answer, Reading Health)
{
    /// <summary>How many independent observers say that it serves.</summary>
    public int GoodVotes => Votes(Verdict.Good);

    /// <summary>How many independent observers say that it does not.</summary>
    public int BadVotes => Votes(Verdict.Bad);

    private int Votes(Verdict verdict) => new[] { Probe, Answer, Health }.Count(reading => reading.Verdict == verdict);
}
