using Microsoft.Extensions.Options;
using Steadfast.Functions.Diagnosis;

namespace Steadfast.Functions.Azure;

/// <summary>Asks an instance itself, over the virtual network, whether it can serve.</summary>
public sealed class InstanceProbe(HttpClient http, IOptions<StackOptions> stack, TimeProvider clock)
{
    /// <summary>One look at one instance. Never throws for what the instance does.</summary>
    /// <param name="address">Private IP address of the instance.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<InstanceAnswer> AskAsync(string address, CancellationToken cancellation)
    {
        using CancellationTokenSource deadline = new(stack.Value.InstanceTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        Uri url = new UriBuilder(Uri.UriSchemeHttp, address, stack.Value.InstancePort, stack.Value.HealthPath).Uri;
        try
        {
            using HttpResponseMessage answer = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return (int)answer.StatusCode == 200
                ? new(Answered: true, Reading.Good("it answers 200"))
                : new(Answered: true, Reading.Bad($"it answers {(int)answer.StatusCode}"));
        }
        catch (HttpRequestException failure)
        {
            return new(Answered: false, Reading.Bad($"it does not answer ({failure.HttpRequestError})"));
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return new(Answered: false, Reading.Bad($"it does not answer within {stack.Value.InstanceTimeout.TotalSeconds:0.#} s"));
        }
    }
}

/// <summary>What an instance said of itself.</summary>
/// <param name="Answered">Whether an HTTP answer came at all: tells a failing server from a silent one.</param>
/// <param name="Reading">What it means.</param>
public sealed record InstanceAnswer(bool Answered, Reading Reading);
