namespace Steadfast.Local.AzureEmulator;

/// <summary>Counts requests against their limits. Safe from any thread; remembers only buckets that are not full.</summary>
internal sealed class Throttle(TimeProvider clock, TimeSpan minute)
{
    private const int BucketsBeforeTidying = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Group, string Resource), TokenBucket> _buckets = [];

    /// <summary>
    /// Counts the request; returns how long to wait when it is over a limit, and does not count it then. Null lets it pass.
    /// </summary>
    public TimeSpan? Refuse(string method, string path)
    {
        if (ThrottlingPolicy.Of(method, path) is not var (group, resource))
        {
            return null;
        }

        var now = clock.GetUtcNow();
        lock (_gate)
        {
            Tidy(now);
            var ofResource = Bucket((group.Name, resource), group.PerResource, now);
            var ofSubscription = Bucket((group.Name, ""), group.PerSubscription, now);
            var wait = Longer(ofResource.Wait(minute), ofSubscription.Wait(minute));
            if (wait > TimeSpan.Zero)
            {
                return wait;
            }

            _buckets[(group.Name, resource)] = ofResource.Taken();
            _buckets[(group.Name, "")] = ofSubscription.Taken();
            return null;
        }
    }

    private TokenBucket Bucket((string, string) key, BucketSize size, DateTimeOffset now) =>
        _buckets.TryGetValue(key, out var bucket) ? bucket.Refilled(now, minute) : TokenBucket.Full(size, now);

    // Every operation has a bucket of its own, so they would pile up.
    private void Tidy(DateTimeOffset now)
    {
        if (_buckets.Count < BucketsBeforeTidying)
        {
            return;
        }

        foreach (var (key, bucket) in _buckets.ToList())
        {
            if (bucket.Refilled(now, minute).IsFull)
            {
                _buckets.Remove(key);
            }
        }
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
