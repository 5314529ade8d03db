using Microsoft.Extensions.Options;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Alerts;

/// <summary>Names the owner of an address.</summary>
/// <param name="InstanceId">Number of the instance.</param>
/// <param name="CreatedAt">When it was made, UTC; null when ARM does not say.</param>
public sealed record AddressOwner(string InstanceId, DateTimeOffset? CreatedAt);

/// <summary>
/// Knows which address belongs to which instance, read once for all alerts that come within a moment: ten thousand alerts must not be ten
/// thousand lists. Safe to call from anywhere.
/// </summary>
public sealed class AddressBook(ScaleSet scaleSet, IOptions<StackOptions> stack, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private DateTimeOffset _began = DateTimeOffset.MinValue;
    private Task<IReadOnlyDictionary<string, AddressOwner>>? _latest;

    /// <summary>Finds the instance that has an address.</summary>
    /// <param name="cancellation">Ends the wait, not the reading, for which others may be waiting.</param>
    /// <returns>Null when no instance of the scale set has it.</returns>
    public async Task<AddressOwner?> FindAsync(string address, CancellationToken cancellation)
    {
        Task<IReadOnlyDictionary<string, AddressOwner>> reading;
        lock (_gate)
        {
            DateTimeOffset now = clock.GetUtcNow();
            // A reading that failed counts like any other: the alerts that wait for an address would each ask for it, while the platform
            // asks for fewer.
            if (_latest is null || (_latest.IsCompleted && (now - _began).Duration() > stack.Value.ObservationMaxAge))
            {
                _began = now;
                _latest = Apart.RunAsync(ReadAsync);
            }

            reading = _latest;
        }

        return (await reading.WaitAsync(cancellation)).GetValueOrDefault(address);
    }

    private async Task<IReadOnlyDictionary<string, AddressOwner>> ReadAsync()
    {
        using CancellationTokenSource deadline = new(stack.Value.ReadTimeout, clock);
        Task<IReadOnlyDictionary<string, DateTimeOffset>> creation = CreationTimesAsync(deadline.Token);
        IReadOnlyDictionary<string, string> owners = await scaleSet.AddressesAsync(deadline.Token);
        IReadOnlyDictionary<string, DateTimeOffset> made = await creation;
        return owners.ToDictionary(
            pair => pair.Key, pair => new AddressOwner(pair.Value, made.TryGetValue(pair.Value, out DateTimeOffset at) ? at : null));
    }

    private async Task<IReadOnlyDictionary<string, DateTimeOffset>> CreationTimesAsync(CancellationToken cancellation)
    {
        try
        {
            return await scaleSet.CreationTimesAsync(cancellation);
        }
        catch (UnreadableAnswerException)
        {
            // An alert that is too old then leads to a look at an instance that serves, and no further.
            return new Dictionary<string, DateTimeOffset>();
        }
    }
}
