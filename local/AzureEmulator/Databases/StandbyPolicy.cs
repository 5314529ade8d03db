namespace Steadfast.Local.AzureEmulator;

/// <summary>The standby as a look shows it.</summary>
internal enum StandbyVerdict
{
    /// <summary>Nothing new.</summary>
    Unchanged,

    /// <summary>It is gone.</summary>
    Lost,

    /// <summary>It misses writes.</summary>
    Behind,

    /// <summary>It has caught up.</summary>
    Caught,
}

/// <summary>Derives the state of high availability from what is seen. Pure: no clock, so every rule is a row in a test.</summary>
internal static class StandbyPolicy
{
    // Own choice, as for the primary; how the service judges the standby is not documented.
    private const int Looks = 2;

    /// <summary>
    /// One look changes nothing for the worse. A standby that receives everything and only lags in applying it is well: the metrics tell of
    /// that.
    /// </summary>
    public static StandbyVerdict Judge(string state, PairReading seen, int silentLooks, int behindLooks) => state switch
    {
        HighAvailabilityState.Healthy or HighAvailabilityState.ReplicatingData when silentLooks >= Looks => StandbyVerdict.Lost,
        HighAvailabilityState.Healthy when behindLooks >= Looks => StandbyVerdict.Behind,
        HighAvailabilityState.ReplicatingData when seen.HasCaughtUp => StandbyVerdict.Caught,
        _ => StandbyVerdict.Unchanged,
    };
}
