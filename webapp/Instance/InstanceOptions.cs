using System.ComponentModel.DataAnnotations;

namespace Steadfast.WebApp.Instance;

/// <summary>Identity of this instance, as it is configured. Section <c>Instance</c>, for example <c>Instance__Id=2</c> in the environment.</summary>
internal sealed class InstanceOptions
{
    // The values travel in a response header, where anything but printable ASCII is an error.
    private const string PrintableAscii = @"[\x20-\x7E]*";

    /// <summary>Name of this instance. 1 to 64 printable ASCII characters; default: the machine's name.</summary>
    [Required(ErrorMessage = "Instance__Id is empty: set it to this instance's name.")]
    [StringLength(64, ErrorMessage = "Instance__Id is longer than 64 characters.")]
    [RegularExpression(PrintableAscii, ErrorMessage = "Instance__Id has characters that are not printable ASCII.")]
    public string Id { get; set; } = Environment.MachineName;

    /// <summary>Availability zone that holds this instance, for example <c>1</c>. Up to 16 printable ASCII characters; default: none.</summary>
    [StringLength(16, ErrorMessage = "Instance__Zone is longer than 16 characters.")]
    [RegularExpression(PrintableAscii, ErrorMessage = "Instance__Zone has characters that are not printable ASCII.")]
    public string Zone { get; set; } = "";
}
