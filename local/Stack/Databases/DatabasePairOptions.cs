using System.Net;

namespace Steadfast.Local.Stack.Databases;

/// <summary>Settings of a pair.</summary>
/// <param name="Folder">Folder for the files of both servers; made when it is not there. When root starts them, others must be able to pass
/// through the folders above.</param>
/// <param name="First">Where the server listens that is the primary at first.</param>
/// <param name="Second">Where the other one listens.</param>
/// <param name="Entrances">Addresses of the endpoint that clients use, by name; see <see cref="DatabaseEndpoint"/>.</param>
public sealed record DatabasePairOptions(
    string Folder, IPEndPoint First, IPEndPoint Second, IReadOnlyDictionary<string, IPEndPoint> Entrances)
{
    /// <summary>Time that a commit waits when nothing else is said.</summary>
    public static readonly TimeSpan UsualCommitWait = TimeSpan.FromMilliseconds(1_500);

    /// <summary>
    /// Time for which a commit waits for a standby that has fallen silent before the primary goes on without it. Default 1.5 s: from then
    /// on writes are acknowledged that a failover would lose. <see cref="Timeout.InfiniteTimeSpan"/> is the strict pair: none ever is, and
    /// without a standby nothing is written.
    /// </summary>
    public TimeSpan CommitWait { get; init; } = UsualCommitWait;

    /// <summary>Zone of the first server. Default 1.</summary>
    public string FirstZone { get; init; } = "1";

    /// <summary>Zone of the second server. Default 2.</summary>
    public string SecondZone { get; init; } = "2";

    /// <summary>A data folder that is copied; see <see cref="MariaDbServerOptions.Template"/>.</summary>
    public string? Template { get; init; }

    /// <summary>Size that counts as a full disk in <see cref="PairObservation.StoragePercent"/>. Default 4 GiB.</summary>
    public long StorageBytes { get; init; } = 4L * 1024 * 1024 * 1024;

    /// <summary>Clock of deadlines.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
