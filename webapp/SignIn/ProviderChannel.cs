namespace Steadfast.WebApp.SignIn;

/// <summary>Requests of this application to the provider. One that cannot be answered is a <see cref="ProviderAwayException"/>, whatever it failed of.</summary>
internal sealed class ProviderChannel : DelegatingHandler
{
    /// <summary>Time that one request may take. 3 s.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    private readonly ILogger<ProviderChannel> _log;
    private readonly TimeProvider _clock;
    private int _isAway;

    public ProviderChannel(ILogger<ProviderChannel> log, TimeProvider clock)
        : base(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = Deadline, MaxConnectionsPerServer = 32, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        _log = log;
        _clock = clock;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = new(Deadline, _clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            HttpResponseMessage answer = await base.SendAsync(request, either.Token);
            if ((int)answer.StatusCode is 429 or >= 500)
            {
                string why = $"status {(int)answer.StatusCode}";
                answer.Dispose();
                throw new ProviderAwayException(new HttpRequestException(why));
            }

            // Read here, where the deadline still holds.
            await answer.Content.LoadIntoBufferAsync(either.Token);
            Note(isAway: false, "it answers");
            return answer;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is HttpRequestException or IOException or OperationCanceledException or ProviderAwayException)
        {
            Note(isAway: true, (e.InnerException ?? e).GetType().Name);
            throw e as ProviderAwayException ?? new ProviderAwayException(e);
        }
    }

    private void Note(bool isAway, string why)
    {
        if (Interlocked.Exchange(ref _isAway, isAway ? 1 : 0) != (isAway ? 1 : 0))
        {
            _log.ProviderChanged(isAway ? "away" : "back", why);
        }
    }
}
