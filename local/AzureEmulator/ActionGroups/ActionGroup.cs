using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Steadfast.Local.AzureEmulator;

/// <summary>
/// Posts alerts to webhooks with the documented retries, and leaves an endpoint alone for a while after all of them failed.
/// </summary>
public sealed class ActionGroup : IDisposable
{
    private const int RememberedDeliveries = 20_000;

    private readonly Pace _pace;
    private readonly TimeProvider _clock;
    private readonly BackgroundWork _work;
    private readonly ILogger _logger;
    private readonly HttpClient _http;
    private readonly Lock _gate = new();
    private readonly List<WebhookReceiver> _receivers = [];
    private readonly Dictionary<WebhookReceiver, DateTimeOffset> _silencedUntil = [];
    private readonly Queue<Delivery> _deliveries = new();

    internal ActionGroup(EmulatorOptions options, BackgroundWork work)
    {
        _pace = options.Pace;
        _clock = options.Clock;
        _work = work;
        Log = new(options.Clock);
        _logger = options.Logs.CreateLogger<ActionGroup>();
        // Timeouts run on the injected clock, so the client's own is switched off. A storm shares a bounded number of connections.
        _http = new(
            options.Webhooks ?? new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, MaxConnectionsPerServer = 64 })
        {
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Asked before each alert is sent; a scenario loses, delays or duplicates alerts with it.</summary>
    public Func<Alert, DeliveryPlan> Plan { get; set; } = _ => DeliveryPlan.Normal;

    /// <summary>Every attempt so far, oldest first, as far as remembered.</summary>
    public IReadOnlyList<Delivery> Deliveries
    {
        get
        {
            lock (_gate)
            {
                return [.. _deliveries];
            }
        }
    }

    /// <summary>The endpoints.</summary>
    public IReadOnlyList<WebhookReceiver> Receivers
    {
        get
        {
            lock (_gate)
            {
                return [.. _receivers];
            }
        }
    }

    /// <summary>The alerts that were sent.</summary>
    internal AlertLog Log { get; }

    /// <summary>Adds an endpoint; it gets every alert sent from now on.</summary>
    public void Add(WebhookReceiver receiver)
    {
        lock (_gate)
        {
            _receivers.Add(receiver);
        }
    }

    /// <summary>Sends the alert to every receiver; returns at once.</summary>
    public void Send(Alert alert)
    {
        Log.Record(alert);
        var plan = Plan(alert);
        var body = CommonAlertSchema.Of(alert).ToJsonString();
        foreach (var receiver in Receivers)
        {
            if (plan.Copies == 0)
            {
                Remember(receiver, alert, attempt: 0, WebhookPolicy.Dropped);
            }

            for (var copy = 0; copy < plan.Copies; copy++)
            {
                _work.Run($"alert to {receiver}", ct => DeliverAsync(receiver, alert, body, plan.Delay, ct));
            }
        }
    }

    /// <summary>
    /// Posts an alert once to each of these receivers; no retries, and no consequence for later alerts. Returns the HTTP status or what
    /// happened instead.
    /// </summary>
    internal async Task<IReadOnlyList<(string Name, string Result)>> TestAsync(
        IReadOnlyList<WebhookReceiver> receivers, Alert alert, CancellationToken ct)
    {
        var body = CommonAlertSchema.Of(alert).ToJsonString();
        return await Task.WhenAll(receivers.Select(async receiver => (receiver.Name, await PostAsync(receiver, body, ct))));
    }

    /// <summary>Until when a receiver is left alone because every attempt failed; null when it is not.</summary>
    public DateTimeOffset? SilencedUntil(WebhookReceiver receiver)
    {
        lock (_gate)
        {
            return _silencedUntil.TryGetValue(receiver, out var until) && _clock.GetUtcNow() < until ? until : null;
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _http.Dispose();

    private async Task DeliverAsync(WebhookReceiver receiver, Alert alert, string body, TimeSpan delay, CancellationToken ct)
    {
        await Task.Delay(delay, _clock, ct);
        if (SilencedUntil(receiver) is not null)
        {
            Remember(receiver, alert, attempt: 0, WebhookPolicy.Silenced);
            return;
        }

        var outcome = await AttemptAsync(receiver, alert, body, attempt: 1, ct);
        for (var retry = 0; retry < _pace.ActionGroupRetryDelays.Count && WebhookPolicy.IsRetried(outcome); retry++)
        {
            await Task.Delay(_pace.ActionGroupRetryDelays[retry], _clock, ct);
            outcome = await AttemptAsync(receiver, alert, body, attempt: retry + 2, ct);
        }

        if (WebhookPolicy.IsRetried(outcome))
        {
            Silence(receiver);
        }
    }

    private async Task<string> AttemptAsync(WebhookReceiver receiver, Alert alert, string body, int attempt, CancellationToken ct)
    {
        var outcome = await PostAsync(receiver, body, ct);
        Remember(receiver, alert, attempt, outcome);
        _logger.Delivered(receiver.Name, attempt, alert.AlertId, outcome);
        return outcome;
    }

    // A failed post is data: the retry policy and the scenario want to know how it failed.
    private async Task<string> PostAsync(WebhookReceiver receiver, string body, CancellationToken ct)
    {
        using CancellationTokenSource late = new(_pace.WebhookTimeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
        try
        {
            using StringContent content = new(body, Encoding.UTF8, "application/json");
            using var response = await _http.PostAsync(receiver.ServiceUri, content, either.Token);
            return ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        }
        catch (HttpRequestException)
        {
            return WebhookPolicy.Unreachable;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return WebhookPolicy.Timeout;
        }
    }

    private void Silence(WebhookReceiver receiver)
    {
        var until = _clock.GetUtcNow() + _pace.ActionGroupSilence;
        lock (_gate)
        {
            _silencedUntil[receiver] = until;
        }

        _logger.ReceiverSilenced(receiver.Name, until);
    }

    private void Remember(WebhookReceiver receiver, Alert alert, int attempt, string outcome)
    {
        lock (_gate)
        {
            _deliveries.Enqueue(new(_clock.GetUtcNow(), receiver.Name, alert.AlertId, alert.Condition, attempt, outcome));
            if (_deliveries.Count > RememberedDeliveries)
            {
                _deliveries.Dequeue();
            }
        }
    }
}
