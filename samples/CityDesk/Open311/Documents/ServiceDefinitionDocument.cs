using CityDesk.Domain;
using CityDesk.Open311.Formats;

namespace CityDesk.Open311.Documents;

/// <summary>GET Service Definition.</summary>
internal readonly record struct ServiceDefinitionDocument(Service Service) : IGeoReportDocument
{
    public void WriteTo<TWriter>(ref TWriter writer)
        where TWriter : struct, IGeoReportWriter<TWriter>, allows ref struct
    {
        writer.BeginDocument("service_definition"u8, Shape.Object);
        writer.Text("service_code"u8, Service.Code);
        writer.BeginList("attributes"u8);
        foreach (var attribute in Service.Attributes.OrderBy(attribute => attribute.Order))
        {
            writer.BeginItem("attribute"u8);
            writer.Boolean("variable"u8, attribute.Variable);
            writer.Text("code"u8, attribute.Code);
            writer.Text("datatype"u8, DatatypeName(attribute.Datatype));
            writer.Boolean("required"u8, attribute.Required);
            writer.Text("datatype_description"u8, attribute.DatatypeDescription);
            writer.Number("order"u8, attribute.Order);
            writer.Text("description"u8, attribute.Description);
            writer.BeginList("values"u8);
            foreach (var option in attribute.Options)
            {
                writer.BeginItem("value"u8);
                writer.Text("key"u8, option.Key);
                writer.Text("name"u8, option.Name);
                writer.EndItem("value"u8);
            }

            writer.EndList("values"u8);
            writer.EndItem("attribute"u8);
        }

        writer.EndList("attributes"u8);
        writer.EndDocument("service_definition"u8, Shape.Object);
    }

    private static string DatatypeName(AttributeDatatype datatype) => datatype switch
    {
        AttributeDatatype.String => "string",
        AttributeDatatype.Number => "number",
        AttributeDatatype.DateTime => "datetime",
        AttributeDatatype.Text => "text",
        AttributeDatatype.SingleValueList => "singlevaluelist",
        _ => "multivaluelist",
    };
}
