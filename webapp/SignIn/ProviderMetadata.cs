using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Steadfast.WebApp.SignIn;

/// <summary>
/// Description that the provider gives of itself: its addresses and its keys. However many want to know, one asks; while the provider is away all are told so
/// within a deadline, and it is asked again a second later. What was known before serves on.
/// </summary>
internal sealed class ProviderMetadata : IConfigurationManager<OpenIdConnectConfiguration>
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromHours(1);
    private static readonly TimeSpan RenewKeysAtMostEvery = TimeSpan.FromSeconds(10);

    private readonly ConfigurationManager<OpenIdConnectConfiguration> _provider;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;
    private readonly Uri _address;
    private readonly Lock _gate = new();
    private Task<OpenIdConnectConfiguration>? _asked;
    private Task? _look;
    private long _askedAt;
    private long _lookedAt;
    private volatile OpenIdConnectConfiguration? _known;

    public ProviderMetadata(IOptions<SignInOptions> options, ProviderChannel channel, TimeProvider clock)
    {
        _address = new(options.Value.Authority.TrimEnd('/') + "/.well-known/openid-configuration");
        _clock = clock;
        _http = new(channel, disposeHandler: false);
        _provider = new(_address.ToString(), new OpenIdConnectConfigurationRetriever(), new HttpDocumentRetriever(_http) { RequireHttps = !_address.IsLoopback })
        {
            AutomaticRefreshInterval = RenewEvery,
            RefreshInterval = RenewKeysAtMostEvery,
        };
    }

    /// <summary>Known metadata of the provider; null before it was asked for the first time.</summary>
    public OpenIdConnectConfiguration? Known => _known;

    /// <summary>Finds out whether the provider answers at this moment, so that nobody is sent to one that does not.</summary>
    /// <exception cref="ProviderAwayException">It does not.</exception>
    public async Task LookAsync(CancellationToken cancel)
    {
        try
        {
            await Look().WaitAsync(ProviderChannel.Deadline, _clock, cancel);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            throw new ProviderAwayException(e);
        }
    }

    /// <inheritdoc/>
    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
    {
        try
        {
            return _known = await Ask().WaitAsync(ProviderChannel.Deadline, _clock, cancel);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            return _known ?? throw new ProviderAwayException(e);
        }
    }

    /// <inheritdoc/>
    public void RequestRefresh() => _provider.RequestRefresh();

    private Task Look()
    {
        lock (_gate)
        {
            if (_look is null || (_look.IsCompleted && _clock.GetElapsedTime(_lookedAt) > Fresh))
            {
                _lookedAt = _clock.GetTimestamp();
                _look = LookOnceAsync();
            }

            return _look;
        }
    }

    private async Task LookOnceAsync()
    {
        using HttpResponseMessage answer = await _http.GetAsync(_address, CancellationToken.None);
        answer.EnsureSuccessStatusCode();
    }

    private Task<OpenIdConnectConfiguration> Ask()
    {
        lock (_gate)
        {
            bool isOver = _asked is null or { IsCompletedSuccessfully: true } || (_asked.IsCompleted && _clock.GetElapsedTime(_askedAt) > AskAgain);
            if (isOver)
            {
                _askedAt = _clock.GetTimestamp();
                _asked = _provider.GetConfigurationAsync(CancellationToken.None);
            }

            return _asked!;
        }
    }
}
