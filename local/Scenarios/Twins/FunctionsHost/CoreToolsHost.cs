using Steadfast.Local.Stack.Processes;

namespace Steadfast.Local.Scenarios.Twins.FunctionsHost;

/// <summary>
/// The published Function App in Azure Functions Core Tools, with Azurite for its storage and an identity endpoint for its tokens. The host
/// and its worker are one tree of processes: when the host is killed, its worker ends with it.
/// </summary>
public sealed class CoreToolsHost : IAppHost
{
    private readonly CoreToolsHostOptions _options;
    private readonly TaskCompletionSource<int> _never = new();
    private readonly Azurite _storage;
    private readonly IdentityEndpoint _identity;
    private bool _isPrepared;
    private ProcessTree? _tree;

    /// <summary>Prepares it; nothing runs before <see cref="StartAsync"/>.</summary>
    public CoreToolsHost(CoreToolsHostOptions options)
    {
        _options = options;
        _storage = new(options.Storage);
        _identity = new(new(options.IdentityUrl, options.Audience, options.Token, options.Clock));
    }

    /// <summary>Time that a start may take: the host is compiled as it runs, and its worker after it.</summary>
    public TimeSpan StartDeadline { get; } = TimeSpan.FromMinutes(3);

    /// <inheritdoc/>
    public int? ProcessId => _tree?.Id;

    /// <inheritdoc/>
    public bool IsRunning => _tree?.IsRunning == true;

    /// <inheritdoc/>
    public OutputTail? Output => _tree?.Output;

    /// <inheritdoc/>
    public Task<int> Ended => _tree?.Exited ?? _never.Task;

    /// <summary>The storage it keeps its histories in.</summary>
    public Azurite Storage => _storage;

    private string TemporaryFolder => Path.Combine(_options.Folder, "tmp");

    /// <inheritdoc/>
    /// <exception cref="MachineException">Azurite or the published app are missing.</exception>
    public async Task StartAsync(CancellationToken ct)
    {
        if (_tree is not null)
        {
            await _tree.DisposeAsync();
        }

        if (!Directory.Exists(_options.App))
        {
            throw new MachineException(
                $"The Function App is not published to {_options.App}; run the command through ./steadfast, which publishes it.");
        }

        await PrepareAsync(ct);
        _tree = await ProcessTree.StartAsync(new(_options.Program, CoreTools.Arguments(_options.Url))
        {
            Environment = HostEnvironment.Of(_options, _storage.ConnectionString, _identity, TemporaryFolder),
            WorkingDirectory = _options.App,
            Clock = _options.Clock,
        }, Path.Combine(_options.Folder, "pid"), ct);
    }

    /// <inheritdoc/>
    public void Kill() => _tree?.Kill();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_tree is not null)
        {
            await _tree.DisposeAsync();
        }

        await _identity.DisposeAsync();
        await _storage.DisposeAsync();
    }

    // Once: storage and identity are the platform's, and outlive a crash of the host.
    private async Task PrepareAsync(CancellationToken ct)
    {
        if (!_isPrepared)
        {
            HostKeys.Write(HostKeys.FileIn(TemporaryFolder), _options.FunctionKey, _options.MasterKey);
            await _storage.StartAsync(ct);
            await _identity.StartAsync(ct);
            _isPrepared = true;
        }
    }
}

/// <summary>Command that runs the Function App in Core Tools.</summary>
/// <param name="Program">The program <c>func</c>.</param>
/// <param name="App">Folder of the published app.</param>
/// <param name="Url">Where it listens.</param>
public sealed record CoreToolsHostOptions(string Program, string App, Uri Url)
{
    /// <summary>The key of its functions.</summary>
    public required string FunctionKey { get; init; }

    /// <summary>The key of its management endpoints.</summary>
    public required string MasterKey { get; init; }

    /// <summary>The control plane, with TLS.</summary>
    public required Uri ControlPlane { get; init; }

    /// <summary>File with the certificate of the authority that the control plane's certificate was made with.</summary>
    public required string AuthorityFile { get; init; }

    /// <summary>The token that the control plane takes.</summary>
    public required string Token { get; init; }

    /// <summary>For whom tokens are asked.</summary>
    public required string Audience { get; init; }

    /// <summary>Address at which the app's identity is given tokens.</summary>
    public required Uri IdentityUrl { get; init; }

    /// <summary>Its storage.</summary>
    public required AzuriteOptions Storage { get; init; }

    /// <summary>A folder of its own, which goes away with the twin.</summary>
    public required string Folder { get; init; }

    /// <summary>Its app settings; a null value removes one.</summary>
    public required IReadOnlyDictionary<string, string?> AppSettings { get; init; }

    /// <summary>The clock of deadlines.</summary>
    public required TimeProvider Clock { get; init; }
}
