using System.ComponentModel.DataAnnotations;
using StackExchange.Redis;

namespace Steadfast.WebApp.Cache;

/// <summary>Place where answers about notes are kept, and the time for which they are. Without a connection there is no cache, and every read asks the database.</summary>
internal sealed class CacheOptions : IValidatableObject
{
    private static readonly (TimeSpan Min, TimeSpan Max) FreshBounds = (TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
    private static readonly (TimeSpan Min, TimeSpan Max) StaleBounds = (TimeSpan.Zero, TimeSpan.FromHours(24));
    private static readonly (TimeSpan Min, TimeSpan Max) ReadTimeoutBounds = (TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(2));

    /// <summary>Servers as StackExchange.Redis reads them, for example <c>cache.example.net:10000,ssl=true</c>, without a password. Default: none, and with it no cache.</summary>
    public string Connection { get; set; } = "";

    /// <summary><c>none</c> (default): no sign-in, for one machine only. <c>entra</c>: a token of the machine's managed identity.</summary>
    [RegularExpression("none|entra", ErrorMessage = "Cache__Auth must be 'none' or 'entra'.")]
    public string Auth { get; set; } = "none";

    /// <summary>Name of the user of the cache, with <c>entra</c>: the object id of the managed identity.</summary>
    public string User { get; set; } = "";

    /// <summary>Client id of a user-assigned managed identity. Default: the one the machine has.</summary>
    public string IdentityClientId { get; set; } = "";

    /// <summary>For whom tokens are asked with <c>entra</c>. Default that of the public cloud.</summary>
    [RegularExpression("https://[^/?#\\s]+/?", ErrorMessage = "Cache__TokenResource must be an address like https://redis.azure.com.")]
    public string TokenResource { get; set; } = "https://redis.azure.com";

    /// <summary>Time for which an answer is given again without asking the database, unless a write comes first. Default 5 s; 1 s to 1 min.</summary>
    public TimeSpan FreshFor { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Age up to which an answer is given, marked, while the database is away. Default 10 min; 0 gives none, at most 24 h.</summary>
    public TimeSpan StaleFor { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Time for which a read waits for the database before a known answer is given, marked. Default 35 ms; 5 ms to 2 s.</summary>
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromMilliseconds(35);

    /// <summary>True when the managed identity signs in.</summary>
    public bool Entra => Auth == "entra";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Connection.Length == 0)
        {
            yield break;
        }

        foreach (string wrong in WrongConnection().Concat(WrongTimes()))
        {
            yield return new(wrong);
        }
    }

    /// <summary>The connection as the client wants it; null when it cannot be read.</summary>
    internal ConfigurationOptions? Parse()
    {
        try
        {
            return ConfigurationOptions.Parse(Connection);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private IEnumerable<string> WrongConnection()
    {
        if (Parse() is not { EndPoints.Count: > 0 } parsed)
        {
            yield return "Cache__Connection cannot be read: set it to servers like cache.example.net:10000,ssl=true.";
            yield break;
        }

        if (!string.IsNullOrEmpty(parsed.Password))
        {
            yield return "Cache__Connection holds a password: settings are no place for one. Set Cache__Auth to 'entra'.";
        }

        if (Entra && User.Length == 0)
        {
            yield return "Cache__User is empty: set it to the object id of the managed identity.";
        }

        if (Entra && !parsed.Ssl)
        {
            yield return "Cache__Connection is without ssl=true: a token may only travel encrypted.";
        }
    }

    private IEnumerable<string> WrongTimes()
    {
        (string Name, TimeSpan Value, (TimeSpan Min, TimeSpan Max) Bounds)[] times =
            [(nameof(FreshFor), FreshFor, FreshBounds), (nameof(StaleFor), StaleFor, StaleBounds), (nameof(ReadTimeout), ReadTimeout, ReadTimeoutBounds)];
        return times.Where(static time => time.Value < time.Bounds.Min || time.Value > time.Bounds.Max)
            .Select(static time => $"Cache__{time.Name} must be between {time.Bounds.Min:c} and {time.Bounds.Max:c}.");
    }
}
