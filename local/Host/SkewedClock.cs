using System.Globalization;

namespace Steadfast.Local.Host;

/// <summary>
/// A clock that is ahead by as many seconds as a file says, or behind, so that a scenario can set the clock of this process alone. How long
/// something takes it measures as ever.
/// </summary>
/// <param name="file">The file; while there is none, the clock is right.</param>
public sealed class SkewedClock(string file) : TimeProvider
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private long? _readAt;
    private TimeSpan _ahead;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            if (_readAt is null || GetElapsedTime(_readAt.Value) > Interval)
            {
                _ahead = Read();
                _readAt = GetTimestamp();
            }

            return base.GetUtcNow() + _ahead;
        }
    }

    private TimeSpan Read()
    {
        try
        {
            return double.TryParse(File.ReadAllText(file), CultureInfo.InvariantCulture, out double seconds)
                ? TimeSpan.FromSeconds(seconds)
                : TimeSpan.Zero;
        }
        catch (IOException)
        {
            return TimeSpan.Zero;
        }
    }
}
