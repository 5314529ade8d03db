using Azure;
using Microsoft.Extensions.Options;

namespace Steadfast.Functions.Platform;

/// <summary>Reads the serial console log of an instance: all that is left of one that does not answer any more.</summary>
public sealed class BootDiagnostics(HttpClient http, ArmRestClient rest, IOptions<StackOptions> stack)
{
    private const int ValidMinutes = 5;

    // A log is some megabytes at most; what is longer is not read to its end.
    private const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>Reads the end of the log.</summary>
    /// <param name="most">How many bytes of its end, at most.</param>
    /// <exception cref="RequestFailedException">ARM answered with an error; boot diagnostics may be switched off.</exception>
    /// <exception cref="UnreadableAnswerException">What ARM answered is no answer.</exception>
    /// <exception cref="HttpRequestException">The log itself could not be read.</exception>
    public async Task<string> LastOutputAsync(string instanceId, int most, CancellationToken cancellation)
    {
        string machine = $"{stack.Value.ScaleSetId}/virtualMachines/{Uri.EscapeDataString(instanceId)}";
        JsonPart addresses = await rest.AskAsync(
            $"{machine}/retrieveBootDiagnosticsData?sasUriExpirationTimeInMinutes={ValidMinutes}&{ScaleSet.ApiVersion}", cancellation);
        if (LogOf(addresses) is not { } log)
        {
            return "";
        }

        return await TailAsync(log, most, cancellation);
    }

    // Sample: {"consoleScreenshotBlobUri":"https://…","serialConsoleLogBlobUri":"https://….blob.core.windows.net/…?sig=…"}
    internal static Uri? LogOf(JsonPart addresses) =>
        Uri.TryCreate(addresses["serialConsoleLogBlobUri"].Text, UriKind.Absolute, out Uri? log) ? log : null;

    // The address carries its own permission, so it is read without the automation's credential, and never logged.
    private async Task<string> TailAsync(Uri log, int most, CancellationToken cancellation)
    {
        if (log.Scheme != Uri.UriSchemeHttps && !log.IsLoopback)
        {
            throw new HttpRequestException(HttpRequestError.SecureConnectionError, "The log is offered without TLS.");
        }

        using HttpResponseMessage answer = await http.GetAsync(log, HttpCompletionOption.ResponseHeadersRead, cancellation);
        answer.EnsureSuccessStatusCode();
        await using Stream body = await answer.Content.ReadAsStreamAsync(cancellation);
        return await TailText.ReadAsync(body, most, MaxBytes, cancellation);
    }
}
