using Steadfast.Functions.Actions;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Instances;

/// <summary>Watches the instances that were not there before, until one of them serves and stays healthy.</summary>
internal sealed class ReplacementWatch(Waits waits, ReplacePlan plan, IReadOnlyList<string> knownIds, Action<StepKind, Statement> addStep)
{
    private readonly Dictionary<string, DateTime> _healthySince = [];
    private readonly List<string> _added = [];
    // The first and the last look that could be read and showed none, since one was seen last.
    private DateTime? _noneSince;
    private DateTime? _noneUntil;
    private bool _isFirstLate;
    private TierObservation? _last;

    /// <summary>Gets the reason why none serves, after a watch that ended so.</summary>
    public string WhyNot { get; private set; } = "no instance was added";

    /// <summary>
    /// Names the instance that was added in vain, by the newest look: the only one that was not there before, which does not serve, while
    /// the old one is still there. None is named when nobody can say which one is ours: see <see cref="OfUnknownOrigin"/>.
    /// </summary>
    /// <param name="addition">How the addition ended. After one that did not succeed, only an instance whose own creation failed is taken
    /// for it.</param>
    public string? AddedInVain(ActionResult addition)
    {
        if (_last is not { Platform.Verdict: Verdict.Good } seen || seen.Instances.All(instance => instance.Id != plan.Target)
            || Candidates(seen).ToArray() is not [var only] || IsOriginUnknown)
        {
            return null;
        }

        bool isOurs = addition == ActionResult.Succeeded || ProvisioningStates.HasFailed(only.ProvisioningState);
        if (!isOurs || InstanceDiagnosisPolicy.Diagnose(seen, only.Id).Kind == FailureKind.Healthy)
        {
            return null;
        }

        return only.Id;
    }

    /// <summary>
    /// Gets the numbers of the instances that were added, by the newest look, when another one was there meanwhile, or the first came long
    /// after the addition: then somebody else adds and takes away instances too. Null when there are none, or it is ours.
    /// </summary>
    public string? OfUnknownOrigin
    {
        get
        {
            string[] ids = _last is { } seen && IsOriginUnknown ? [.. Candidates(seen).Select(static candidate => candidate.Id)] : [];
            return ids.Length > 0 ? string.Join(", ", ids) : null;
        }
    }

    /// <summary>Gets when the newest look began, UTC: what is decided by it is no newer.</summary>
    public DateTime SeenAt => _last?.At.UtcDateTime ?? plan.SeenAt;

    /// <summary>Says why the old one must stay for now, by the newest look; null when it may go.</summary>
    /// <param name="wanted">Number of instances that there should be, without the one that was added.</param>
    public string? WhyOldStays(int wanted)
    {
        if (_last is not { } seen || plan.Permit.IsForced)
        {
            return null;
        }

        return ReplacementPolicy.WhyOldStays(seen, plan.Target, wanted, plan.Permit.Limits);
    }

    /// <summary>Looks once.</summary>
    /// <returns>What it saw; null when a person has ended the incident.</returns>
    public async Task<TierObservation?> ObserveAsync()
    {
        TierObservation? seen = await waits.AskAsync(() => plan.Observe(knownIds));
        if (seen is not null)
        {
            Remember(seen);
        }

        return seen;
    }

    /// <summary>Waits for one. One that has shown before that it stays healthy needs to be healthy now, and no more.</summary>
    /// <param name="deadline">Until when it must serve; one that does by then may finish its stay-healthy time.</param>
    /// <returns>Its number, or null when none serves in time.</returns>
    public async Task<string?> AwaitAsync(DateTime deadline)
    {
        while (true)
        {
            if (await ObserveAsync() is not { } seen)
            {
                WhyNot = Waits.Ended;
                return null;
            }

            bool isProving = false;
            foreach (InstanceObservation candidate in Candidates(seen))
            {
                Verification state = Judge(seen, candidate.Id, deadline);
                if (state.State == VerifyState.Stable)
                {
                    return candidate.Id;
                }

                isProving |= state.State == VerifyState.CheckAgain;
            }

            if (_added is [.., var last] && IsNoneThereForLong)
            {
                WhyNot = $"instance {last} was added and is not there any more";
                return null;
            }

            TimeSpan? next = waits.Until(deadline, plan.Limits.VerifyInterval, seen.RetryAfter);
            if (!isProving && next is null)
            {
                if (seen.Platform.Verdict != Verdict.Good)
                {
                    WhyNot = $"the scale set cannot be read: {seen.Platform.Detail}";
                }

                return null;
            }

            await waits.PauseAsync(next ?? waits.For(plan.Limits.VerifyInterval, seen.RetryAfter));
        }
    }

    private bool IsOriginUnknown => _isFirstLate || _added.Count > 1;

    // A list may lag: what is missing in it for a moment is waited for. What could not be read tells nothing.
    private bool IsNoneThereForLong => _noneUntil - _noneSince >= plan.Limits.RestoreDeadline;

    private void Remember(TierObservation seen)
    {
        _last = seen;
        if (seen.Platform.Verdict != Verdict.Good || seen.Unnamed > 0)
        {
            return;
        }

        string[] ids = [.. Candidates(seen).Select(static candidate => candidate.Id)];
        _isFirstLate |= _added.Count == 0 && ids.Length > 0 && IsNoneThereForLong;
        _added.AddRange(ids.Except(_added));
        _noneSince = ids.Length > 0 ? null : _noneSince ?? waits.Now;
        _noneUntil = waits.Now;
    }

    private Verification Judge(TierObservation seen, string candidate, DateTime deadline)
    {
        Diagnosis diagnosis = InstanceDiagnosisPolicy.Diagnose(seen, candidate);
        DateTime? before = _healthySince.TryGetValue(candidate, out DateTime known) ? known : null;
        Verification state = VerifyPolicy.Judge(diagnosis, before, waits.Now, deadline, plan.Limits.StayHealthy);
        WhyNot = $"instance {candidate} was added and does not serve ({diagnosis.Evidence})";
        if (state.HealthySince is not { } since)
        {
            _healthySince.Remove(candidate);
            addStep(StepKind.Waiting, InstanceText.WaitsForReplacement(candidate, diagnosis.Kind));
            return state;
        }

        _healthySince[candidate] = since;
        if (since != before)
        {
            addStep(StepKind.Verified, InstanceText.ReplacementServes(candidate, since));
        }

        return state;
    }

    private IEnumerable<InstanceObservation> Candidates(TierObservation seen) =>
        seen.Instances.Where(instance => !knownIds.Contains(instance.Id));
}
