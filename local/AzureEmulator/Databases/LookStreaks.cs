namespace Steadfast.Local.AzureEmulator;

/// <summary>For how many looks in a row something has been so. Pure: each look makes the next ones.</summary>
/// <param name="PrimarySilent">Looks without an answer of the primary.</param>
/// <param name="SilentSince">Begin of the first of those.</param>
/// <param name="StandbySilent">Looks without an answer of the standby.</param>
/// <param name="StandbyBehind">Looks that found the standby missing writes.</param>
internal sealed record LookStreaks(int PrimarySilent, DateTimeOffset SilentSince, int StandbySilent, int StandbyBehind)
{
    public static LookStreaks None { get; } = new(0, DateTimeOffset.MinValue, 0, 0);

    public LookStreaks After(PairReading seen, DateTimeOffset began, string highAvailability)
    {
        // A look that brought nothing is no word on the standby, and one that is being made may be silent.
        var unknown = seen == PairReading.Nothing || highAvailability == HighAvailabilityState.CreatingStandby;
        return new(
            seen.PrimaryAnswers ? 0 : PrimarySilent + 1,
            PrimarySilent == 0 ? began : SilentSince,
            seen.StandbyAnswers || unknown ? 0 : StandbySilent + 1,
            seen.MissesWrites ? StandbyBehind + 1 : 0);
    }
}
