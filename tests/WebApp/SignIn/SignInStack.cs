using System.Xml.Linq;
using Steadfast.Local.Stack.SignIn;
using Steadfast.WebApp.SignIn;
using Steadfast.WebApp.Tests.Database;
using Steadfast.WebApp.Tests.Notes;

namespace Steadfast.WebApp.Tests.SignIn;

/// <summary>One OpenID provider, one database and two instances, for all tests of a class. A test that breaks one of them mends it.</summary>
public sealed class SignInStack : IAsyncLifetime
{
    /// <summary>The name of the site, which leads nowhere: browsers of tests know the way.</summary>
    internal static readonly Uri Site = new("https://staging.example.test");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("steadfast-signin-");
    private readonly List<NotesClient> _instances = [];

    /// <summary>The provider; null where it is not installed.</summary>
    public OidcProvider? Provider { get; private set; }

    public MariaDb Database { get; private set; } = null!;

    /// <summary>Number of keys of sessions that there were when both instances had one.</summary>
    internal int KeysAtStart { get; private set; }

    /// <summary>Environment of an instance of this site.</summary>
    public Dictionary<string, string?> Settings => new([.. Database.Settings, .. Provider!.Settings]);

    public async ValueTask InitializeAsync()
    {
        if (OidcProvider.Program is null)
        {
            return;
        }

        Provider = new(new Uri($"http://{Loopback.Free()}"), Site, _folder.FullName, TimeProvider.System);
        Task provider = Provider.StartAsync(TestContext.Current.CancellationToken);
        Database = await MariaDb.StartAsync();
        await provider;
        _instances.AddRange(await Task.WhenAll(NotesClient.StartConnectedAsync(Settings), NotesClient.StartConnectedAsync(Settings, "2")));
        foreach (NotesClient instance in _instances)
        {
            await ReadyAsync(instance);
        }

        KeysAtStart = await KeysAsync();
    }

    public async ValueTask DisposeAsync()
    {
        IAsyncDisposable?[] all = [.. _instances, Provider, Database];
        foreach (IAsyncDisposable each in all.OfType<IAsyncDisposable>())
        {
            await each.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    /// <summary>Skips the test where there is no provider.</summary>
    public void Need() => Assert.SkipWhen(Provider is null, "oidc-provider is not installed: run 'npm ci --ignore-scripts' in tests/WebApp/SignIn/provider, or set STEADFAST_OIDC_PROVIDER to its provider.mjs.");

    /// <summary>Address of instance 1 or 2.</summary>
    internal Uri AddressOf(int instance) => _instances[instance - 1].Web.Options.Address;

    /// <summary>Someone who has not been here before.</summary>
    internal Browser Visitor(int instance = 1) => new(Site, AddressOf(instance));

    /// <summary>kill -9 of an instance, and a new one in its place.</summary>
    internal void Kill(int instance) => _instances[instance - 1].Web.Kill();

    internal async Task StartAgainAsync(int instance)
    {
        await _instances[instance - 1].DisposeAsync();
        _instances[instance - 1] = await NotesClient.StartConnectedAsync(Settings, $"{instance}");
        await ReadyAsync(_instances[instance - 1]);
    }

    /// <summary>Number of keys of sessions now.</summary>
    internal async Task<int> KeysAsync() => int.Parse(await Database.SqlAsync("SELECT COUNT(*) FROM steadfast.session_keys"));

    /// <summary>The keys of sessions that a secret opens, with their ids.</summary>
    internal async Task<IReadOnlyList<(string Id, XElement Key)>> KeysOfAsync(KeySeal seal)
    {
        string rows = await Database.SqlAsync("SELECT id, HEX(sealed_key) FROM steadfast.session_keys");
        return
        [
            .. rows.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static row => row.Split('\t'))
                .Select(row => (Id: row[0], Key: seal.TryOpen(Convert.FromHexString(row[1]), out string? key) ? XElement.Parse(key) : null))
                .Where(static row => row.Key is not null).Select(static row => (row.Id, row.Key!)),
        ];
    }

    /// <summary>Moves the clock of the provider.</summary>
    internal async Task SetClockAsync(TimeSpan by)
    {
        using HttpClient http = new();
        using var set = await http.GetAsync(new Uri(Provider!.Address, $"/control/clock?seconds={by.TotalSeconds:F0}"), TestContext.Current.CancellationToken);
        set.EnsureSuccessStatusCode();
    }

    /// <summary>Waits until an instance has the keys of sessions.</summary>
    internal static async Task ReadyAsync(NotesClient instance)
    {
        Answer last = await instance.GetAsync("/api/notes");
        try
        {
            await Eventually.TrueAsync(async () => (last = await instance.GetAsync("/api/notes")).Status == 401, "the keys of sessions are there");
        }
        catch (Xunit.Sdk.XunitException e)
        {
            throw new InvalidOperationException($"{last.Status}: {string.Join('\n', instance.Web.Output)}", e);
        }
    }
}
