using System.ComponentModel.DataAnnotations;

namespace Steadfast.WebApp.Drain;

/// <summary>Times by which this instance leaves when it is told to stop. Section <c>Drain</c>, for example <c>Drain__Delay=00:00:11</c>.</summary>
internal sealed class DrainOptions
{
    /// <summary>
    /// Time for which <c>/healthz</c> answers 503 while requests are still served, so that the load balancer moves on first.
    /// Default 11 s: probe interval 5 s x threshold 2, and 1 s to spare. 0 to 5 minutes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00", ErrorMessage = "Drain__Delay must be between 00:00:00 and 00:05:00.")]
    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(11);

    /// <summary>Time that the requests that are then still running may take before they are cut off. Default 15 s; 0 to 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00", ErrorMessage = "Drain__Deadline must be between 00:00:00 and 00:05:00.")]
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(15);
}
