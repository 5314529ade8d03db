using System.Text.Json;
using Steadfast.Local.Stack.Processes;

namespace Steadfast.Local.Stack.SignIn;

/// <summary>
/// An OpenID provider on this machine, as a process: a real one (oidc-provider of npm) with a few people and no passwords.
/// </summary>
public sealed class OidcProvider : ServerProcess
{
    /// <summary>The variable that names its program.</summary>
    public const string Variable = "STEADFAST_OIDC_PROVIDER";

    /// <summary>Id by which it knows the web application.</summary>
    public const string ClientId = "steadfast";

    /// <summary>The group whose members may come in.</summary>
    public const string AllowedGroup = "staging";

    /// <summary>A person who is in that group; <c>ben</c> is in another.</summary>
    public const string AllowedPerson = "ada";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly string _folder;
    private readonly Uri _site;

    /// <summary>Prepares it; nothing runs before <see cref="StartAsync"/>.</summary>
    /// <param name="address">Where it listens, on 127.0.0.0/8.</param>
    /// <param name="site">Address by which people reach the web application.</param>
    /// <param name="folder">Folder of its own, which is made: for its keys, which outlive the process, and the secret of sessions.</param>
    /// <param name="clock">Clock of deadlines.</param>
    public OidcProvider(Uri address, Uri site, string folder, TimeProvider clock) : base(clock)
    {
        Address = address;
        _site = site;
        _folder = folder;
    }

    /// <summary>Its program; null when its packages are not installed.</summary>
    public static string? Program => Find();

    /// <summary>Address on which it listens.</summary>
    public Uri Address { get; }

    /// <summary>The settings with which a web server lets the members of <see cref="AllowedGroup"/> in.</summary>
    public IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["SignIn__Mode"] = "oidc",
        ["SignIn__Authority"] = Origin(Address),
        ["SignIn__ClientId"] = ClientId,
        ["SignIn__Credential"] = "none",
        ["SignIn__PublicAddress"] = Origin(_site),
        ["SignIn__AllowedGroups"] = AllowedGroup,
        ["SignIn__KeysSecretFile"] = SecretFile,
    };

    /// <summary>File with the secret that the web servers share.</summary>
    public string SecretFile => Path.Combine(_folder, "secret");

    /// <summary>Starts it, again if it was stopped, and returns when it answers.</summary>
    /// <exception cref="OidcProviderException">It did not come up, or is not installed.</exception>
    public override async Task StartAsync(CancellationToken ct = default)
    {
        if (Program is not { } program)
        {
            throw new OidcProviderException(
                "The OpenID provider (oidc-provider) is not installed. Run the command through ./steadfast, which gets it with npm.");
        }

        await MakeSecretAsync(ct);
        using HttpClient http = new() { Timeout = TimeSpan.FromSeconds(2) };
        ChildProcessOptions node = new("node", [program])
        {
            Environment = new Dictionary<string, string?>
            {
                ["PROVIDER"] = JsonSerializer.Serialize(
                    new { issuer = Origin(Address), publicAddress = Origin(_site), keys = Path.Combine(_folder, "keys") }),
                ["NODE_NO_WARNINGS"] = "1",
            },
        };
        await StartAsync(
            node, asked => AnswersAsync(http, asked), Deadline,
            lines => new OidcProviderException($"The OpenID provider on {Address} did not come up. Its last lines:\n{lines}"), ct);
    }

    private static string Origin(Uri address) => address.GetLeftPart(UriPartial.Authority);

    private async Task MakeSecretAsync(CancellationToken ct)
    {
        Directory.CreateDirectory(_folder);
        if (!File.Exists(SecretFile))
        {
            await using StreamWriter file = new(
                SecretFile,
                new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                });
            await file.WriteAsync(Guid.NewGuid().ToString().AsMemory(), ct);
        }
    }

    private async Task<bool> AnswersAsync(HttpClient http, CancellationToken ct)
    {
        try
        {
            using HttpResponseMessage answer = await http.GetAsync(new Uri(Address, "/.well-known/openid-configuration"), ct);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !ct.IsCancellationRequested))
        {
            return false;
        }
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } told)
        {
            return told;
        }

        const string Folder = "tests/WebApp/SignIn/provider";
        return FindAbove($"{Folder}/node_modules/oidc-provider/package.json") is not null ? FindAbove($"{Folder}/provider.mjs") : null;
    }
}
