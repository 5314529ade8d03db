using Microsoft.Extensions.Options;

namespace Steadfast.Functions.Platform;

/// <summary>
/// Asks an instance itself, over the virtual network, whether it can serve and what it sees. Never throws for what the instance does.
/// </summary>
public sealed class InstanceProbe(HttpClient http, IOptions<StackOptions> stack, TimeProvider clock)
{
    /// <summary>Names the path under which an instance says what it sees of its dependencies.</summary>
    public const string StatusPath = "/status";

    /// <summary>Names the path under which an instance lists its last requests, if it does.</summary>
    public const string LastRequestsPath = "/status/requests";

    // A status is some hundred bytes; one that does not end is not read to its end.
    private const int MaxBytes = 64 * 1024;

    /// <summary>Takes one look at one instance.</summary>
    public async Task<InstanceAnswer> AskAsync(string address, CancellationToken cancellation)
    {
        (int? status, _, string? silence) = await GetAsync(address, stack.Value.HealthPath, withBody: false, cancellation);
        return status switch
        {
            null => new(Answered: false, CheckResult.Bad(silence!)),
            200 => new(Answered: true, CheckResult.Good("it answers 200")),
            _ => new(Answered: true, CheckResult.Bad($"it answers {status}")),
        };
    }

    /// <summary>Reads what an instance sees of the database.</summary>
    public async Task<InstanceStatusReading> StatusAsync(string address, CancellationToken cancellation)
    {
        AnsweredText answer = await ReadAsync(address, StatusPath, cancellation);
        if (answer.Problem is { } problem)
        {
            return InstanceStatusReading.Unread(problem);
        }

        return InstanceStatusReading.Parse(answer.Text);
    }

    /// <summary>Reads an instance's answer under a path, as text.</summary>
    public async Task<AnsweredText> ReadAsync(string address, string path, CancellationToken cancellation)
    {
        (int? status, string text, string? silence) = await GetAsync(address, path, withBody: true, cancellation);
        return status switch
        {
            null => new("", silence),
            200 => new(text, null),
            _ => new("", $"it answers {status}"),
        };
    }

    private async Task<(int? Status, string Text, string? Silence)> GetAsync(
        string address, string path, bool withBody, CancellationToken cancellation)
    {
        using CancellationTokenSource deadline = new(stack.Value.InstanceTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            Uri url = new UriBuilder(Uri.UriSchemeHttp, address, stack.Value.InstancePort, path).Uri;
            using HttpResponseMessage answer = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!withBody)
            {
                return ((int)answer.StatusCode, "", null);
            }

            return ((int)answer.StatusCode, await BodyAsync(answer, either.Token), null);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return (
                null, "", $"it does not answer ({(failure as HttpRequestException)?.HttpRequestError ?? HttpRequestError.ResponseEnded})");
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return (null, "", $"it does not answer within {stack.Value.InstanceTimeout.TotalSeconds:0.#} s");
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            // One instance that answers as nobody expected must not cost the look at all others.
            return (null, "", $"what it answers cannot be read ({failure.GetType().Name})");
        }
    }

    private static async Task<string> BodyAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        await using Stream body = await answer.Content.ReadAsStreamAsync(cancellation);
        return await TailText.ReadAsync(body, MaxBytes, MaxBytes, cancellation);
    }
}

/// <summary>Carries an instance's word on itself.</summary>
/// <param name="Answered">Whether an HTTP answer came at all: tells a failing server from a silent one.</param>
/// <param name="CheckResult">What it means.</param>
public sealed record InstanceAnswer(bool Answered, CheckResult CheckResult);

/// <summary>Carries a text that an instance gave.</summary>
/// <param name="Text">Its text; empty when there was none.</param>
/// <param name="Problem">Why there was none, as part of a sentence; null when it could be read.</param>
public sealed record AnsweredText(string Text, string? Problem);
