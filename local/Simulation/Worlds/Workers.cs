using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Steadfast.Functions;
using Steadfast.Local.Simulation.Engine;

namespace Steadfast.Local.Simulation.Worlds;

/// <summary>
/// The workers of a Function App: one, and for a while two. Each remembers for itself what functions keep in memory, and either may run the
/// next function. While there are two, some activities are handed out a second time.
/// </summary>
/// <param name="dice">Draws who runs what.</param>
/// <param name="register">Registers the ways to the outside.</param>
internal sealed class Workers(Dice dice, IReadOnlyDictionary<string, string?> settings, Action<IServiceCollection> register)
{
    private const int DeliveredTwicePercent = 10;

    // The workItemQueueVisibilityTimeout of functions/host.json: after that a message that was not deleted is seen again.
    private static readonly TimeSpan Visibility = TimeSpan.FromMinutes(1);

    // Null: the worker that the host began with.
    private IServiceProvider? _one;
    private IServiceProvider? _other;

    /// <summary>Draws the worker that runs the next function.</summary>
    /// <param name="first">Services of the worker that the host began with.</param>
    public IServiceProvider Next(IServiceProvider first) => _other is { } other && dice.Percent(50) ? other : _one ?? first;

    /// <summary>Draws whether the next activity is delivered a second time, and tells when; null when it is not.</summary>
    public TimeSpan? DeliveredAgainAfter() => _other is not null && dice.Percent(DeliveredTwicePercent) ? Visibility : null;

    /// <summary>Starts a second worker, which knows nothing yet.</summary>
    /// <returns>False when there were two.</returns>
    public bool StartSecond()
    {
        if (_other is not null)
        {
            return false;
        }

        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        ServiceCollection services = new();
        services.AddSingleton(configuration);
        services.AddLogging();
        services.AddSteadfast(configuration);
        register(services);
        _other = services.BuildServiceProvider();
        return true;
    }

    /// <summary>Stops one of the two, the old one as often as the new one.</summary>
    /// <returns>False when there was one.</returns>
    public bool StopOne()
    {
        if (_other is null)
        {
            return false;
        }

        _one = dice.Percent(50) ? _other : _one;
        _other = null;
        return true;
    }
}
