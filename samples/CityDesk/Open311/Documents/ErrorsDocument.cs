using CityDesk.Open311.Formats;

namespace CityDesk.Open311.Documents;

/// <summary>One fault of a call, in the standard's own terms.</summary>
/// <param name="Code">As the HTTP status that the fault alone would have.</param>
/// <param name="Description">A sentence for the person who uses the client.</param>
internal readonly record struct OpenError(int Code, string Description);

/// <summary>The standard's own error answer.</summary>
internal readonly record struct ErrorsDocument(IReadOnlyList<OpenError> Errors) : IGeoReportDocument
{
    public void WriteTo<TWriter>(ref TWriter writer)
        where TWriter : struct, IGeoReportWriter<TWriter>, allows ref struct
    {
        writer.BeginDocument("errors"u8, Shape.List);
        foreach (var error in Errors)
        {
            writer.BeginItem("error"u8);
            writer.Number("code"u8, error.Code);
            writer.Text("description"u8, error.Description);
            writer.EndItem("error"u8);
        }

        writer.EndDocument("errors"u8, Shape.List);
    }
}
