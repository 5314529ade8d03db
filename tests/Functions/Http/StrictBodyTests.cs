using System.ComponentModel.DataAnnotations;
using System.Text;
using Steadfast.Functions.Http;

namespace Steadfast.Functions.Tests.Http;

[Trait("Category", "fast")]
public sealed class StrictBodyTests
{
    public sealed record Body
    {
        [Required(ErrorMessage = "reason is required."), StringLength(20, ErrorMessage = "reason has at most 20 characters.")]
        public string? Reason { get; init; }

        [Range(1, 10, ErrorMessage = "minutes is a whole number from 1 to 10.")]
        public int? Minutes { get; init; }

        public bool Urgent { get; init; }

        public Way? Way { get; init; }
    }

    public enum Way
    {
        BySea,
        ByAir,
    }

    [Theory]
    [InlineData("{\"reason\":\"because\",\"minutes\":3}", "because", 3)]
    [InlineData("{\"reason\":\"because\"}", "because", null)]
    [InlineData("{\"reason\":\"a\\u001b[31mb\\nc\\u202ed\"}", "a [31mb c d", null)]
    public void What_is_known_is_read_and_cleaned(string json, string reason, int? minutes)
    {
        Assert.Equal(new StrictReading<Body>(new() { Reason = reason, Minutes = minutes }, null), StrictBody.Read<Body>(Encoding.UTF8.GetBytes(json)));
    }

    [Theory]
    [InlineData("{\"reason\":\"because\",\"minuts\":3}", "Unknown field 'minuts'; known are reason, minutes, urgent, way.")]
    [InlineData("{\"a\\u001b[31m\":1,\"Reason\":2}", "Unknown fields 'a [31m', 'Reason'; known are reason, minutes, urgent, way.")]
    [InlineData("{\"reason\":\"because\",\"minutes\":\"3\"}", "The value of 'minutes' is of the wrong type: give a whole number.")]
    [InlineData("{\"reason\":7}", "The value of 'reason' is of the wrong type: give a text.")]
    [InlineData("{\"urgent\":1}", "The value of 'urgent' is of the wrong type: give true or false.")]
    [InlineData("{\"way\":\"byLand\"}", "The value of 'way' is none of bySea, byAir.")]
    [InlineData("{\"way\":1}", "The value of 'way' is none of bySea, byAir.")]
    [InlineData("{\"way\":[]}", "The value of 'way' is none of bySea, byAir.")]
    [InlineData("{\"reason\":\"because\",\"minutes\":1.5}", "The value of 'minutes' is of the wrong type: give a whole number.")]
    [InlineData("{\"reason\":\"because\",\"minutes\":11}", "minutes is a whole number from 1 to 10.")]
    [InlineData("{\"reason\":\"twenty-one characters\"}", "reason has at most 20 characters.")]
    [InlineData("{\"reason\":\" \\n \"}", "reason is required.")]
    [InlineData("{\"reason\":null}", "reason is required.")]
    [InlineData("{}", "reason is required.")]
    [InlineData("", "reason is required.")]
    [InlineData("{\"reason\":\"a\",\"reason\":\"b\"}", "The body is not a JSON object in UTF-8 that names each field once; its fields are reason, minutes, urgent, way.")]
    [InlineData("{\"reason\":\"\\ud800\"}", "The value of 'reason' is of the wrong type: give a text.")]
    [InlineData("[[[[[[[1]]]]]]]", "The body is not a JSON object in UTF-8 that names each field once; its fields are reason, minutes, urgent, way.")]
    [InlineData("reason=because", "The body is not a JSON object in UTF-8 that names each field once; its fields are reason, minutes, urgent, way.")]
    [InlineData("[]", "The body must be a JSON object with the fields reason, minutes, urgent, way.")]
    [InlineData("null", "The body must be a JSON object with the fields reason, minutes, urgent, way.")]
    public void Everything_else_is_refused_with_the_fix(string json, string problem)
    {
        Assert.Equal(new StrictReading<Body>(null, problem), StrictBody.Read<Body>(Encoding.UTF8.GetBytes(json)));
    }
}
