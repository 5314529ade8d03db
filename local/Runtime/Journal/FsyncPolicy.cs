namespace Steadfast.Local.Runtime.Journal;

/// <summary>
/// Moment at which an append counts as durable. <c>kill -9</c> loses nothing under any policy; they differ for a power failure.
/// </summary>
public enum FsyncPolicy
{
    /// <summary>After an fsync, one for all appends that arrived meanwhile. Nothing acknowledged is lost by a power failure.</summary>
    EveryGroup,

    /// <summary>
    /// After the write; fsync at most a second later. A power failure loses up to a second, which the next open reports as damage.
    /// </summary>
    EverySecond,

    /// <summary>
    /// After the write; the operating system decides when it reaches the disk, and in which order. What a power failure takes the next open
    /// reports as damage.
    /// </summary>
    Never,
}
