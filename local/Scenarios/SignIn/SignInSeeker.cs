using Steadfast.Local.Scenarios.Drills;

namespace Steadfast.Local.Scenarios.SignIn;

/// <summary>A client without a session that begins a sign-in again and again, up to where the site sends it to the provider.</summary>
internal sealed class SignInSeeker : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new(
        new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.Zero })
    {
        Timeout = Timeout,
    };
    private readonly RepeatedRequest _requests;

    public SignInSeeker(Uri site, TimeProvider clock)
    {
        Uri address = new(site, "sign-in");
        _requests = new(ct => BeginAsync(address, ct), Interval, clock);
        _requests.Start();
    }

    /// <summary>Every sign-in so far, in the order in which they were answered.</summary>
    public IReadOnlyList<AnsweredRequest> Begun => _requests.Answered;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _requests.DisposeAsync();
        _http.Dispose();
    }

    private async Task<string> BeginAsync(Uri address, CancellationToken ct)
    {
        using HttpResponseMessage answer = await _http.GetAsync(address, ct);
        return $"{(int)answer.StatusCode}";
    }
}
