using CityDesk.Domain;
using CityDesk.Open311.Formats;

namespace CityDesk.Open311.Documents;

/// <summary>GET Service List.</summary>
internal readonly record struct ServiceListDocument(IReadOnlyList<ServiceRow> Services) : IGeoReportDocument
{
    public void WriteTo<TWriter>(ref TWriter writer)
        where TWriter : struct, IGeoReportWriter<TWriter>, allows ref struct
    {
        writer.BeginDocument("services"u8, Shape.List);
        foreach (var service in Services)
        {
            writer.BeginItem("service"u8);
            writer.Text("service_code"u8, service.Code);
            writer.Text("service_name"u8, service.Name);
            writer.Text("description"u8, service.Description);
            writer.Boolean("metadata"u8, service.HasAttributes);
            writer.Text("type"u8, TypeName(service.Type));
            writer.Text("keywords"u8, service.Keywords);
            writer.Text("group"u8, service.Group);
            writer.EndItem("service"u8);
        }

        writer.EndDocument("services"u8, Shape.List);
    }

    private static string TypeName(SubmissionType type) => type switch
    {
        SubmissionType.Realtime => "realtime",
        SubmissionType.Batch => "batch",
        _ => "blackbox",
    };
}

/// <summary>What the list shows of one service.</summary>
internal sealed record ServiceRow(string Code, string Name, string Description, bool HasAttributes, SubmissionType Type, string Keywords, string Group);
