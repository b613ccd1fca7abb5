using CityDesk.Domain;

namespace CityDesk.Generation;

/// <summary>What the generated city accepts. Between them the services use every datatype and submission type of GeoReport v2.</summary>
internal static class CityServices
{
    public static List<Service> For(string jurisdictionId, DateTimeOffset now) =>
    [
        new()
        {
            JurisdictionId = jurisdictionId, ChangedAt = now, Code = "POTHOLE", Name = "Pothole", Group = "Streets",
            Description = "A hole in the carriageway of a public street.",
            Keywords = "pothole, road, asphalt, hole", AgencyResponsible = "Street Maintenance",
            Notice = "A crew inspects within two working days.", Target = TimeSpan.FromDays(5),
            Attributes =
            [
                new()
                {
                    Code = "LANE", Order = 1, Datatype = AttributeDatatype.SingleValueList, Required = true,
                    Description = "Where in the street is the hole?", DatatypeDescription = "Choose one.",
                    Options = Options(("driving", "Driving lane"), ("cycle", "Cycle lane"), ("parking", "Parking lane"), ("crossing", "Crossing")),
                },
                new()
                {
                    Code = "WIDTH_CM", Order = 2, Datatype = AttributeDatatype.Number,
                    Description = "How wide is it?", DatatypeDescription = "In centimetres.",
                },
            ],
        },
        new()
        {
            JurisdictionId = jurisdictionId, ChangedAt = now, Code = "STREETLIGHT", Name = "Street light out", Group = "Streets",
            Description = "A street lamp that is dark, flickers, or burns by day.",
            Keywords = "lamp, light, dark, pole", AgencyResponsible = "Street Lighting",
            Notice = "Lamps are repaired in rounds; yours is put on the next one.", Target = TimeSpan.FromDays(7),
            Attributes =
            [
                new()
                {
                    Code = "POLE", Order = 1, Datatype = AttributeDatatype.String,
                    Description = "Number on the pole", DatatypeDescription = "Printed at eye height, for example B-1204.",
                },
                new()
                {
                    Code = "FAULT", Order = 2, Datatype = AttributeDatatype.SingleValueList, Required = true,
                    Description = "What is wrong with it?",
                    Options = Options(("dark", "Dark"), ("flickers", "Flickers"), ("day", "Burns by day"), ("damaged", "Damaged")),
                },
            ],
        },
        new()
        {
            JurisdictionId = jurisdictionId, ChangedAt = now, Code = "MISSED_COLLECTION", Name = "Missed collection", Group = "Sanitation",
            Description = "Refuse or recycling that was put out in time and not collected.",
            Keywords = "bin, refuse, garbage, recycling, trash", AgencyResponsible = "Sanitation",
            Notice = "Please leave the bins out; a truck returns by the next working day.", Target = TimeSpan.FromDays(1),
            Attributes =
            [
                new()
                {
                    Code = "BINS", Order = 1, Datatype = AttributeDatatype.MultiValueList, Required = true,
                    Description = "Which bins were left?", DatatypeDescription = "Choose all that apply.",
                    Options = Options(("refuse", "Refuse"), ("paper", "Paper"), ("glass", "Glass"), ("organic", "Organic"), ("bulky", "Bulky items")),
                },
                new()
                {
                    Code = "PUT_OUT_AT", Order = 2, Datatype = AttributeDatatype.DateTime,
                    Description = "When did you put them out?", DatatypeDescription = "Date and time with offset, for example 2026-05-04T06:30:00-05:00.",
                },
            ],
        },
        new()
        {
            JurisdictionId = jurisdictionId, ChangedAt = now, Code = "GRAFFITI", Name = "Graffiti", Group = "Public space",
            Description = "Paint or stickers on public property.", Keywords = "graffiti, paint, tag, sticker",
            AgencyResponsible = "Public Works", Notice = "Offensive graffiti is removed within a day, other within ten.", Target = TimeSpan.FromDays(10),
            Attributes =
            [
                new()
                {
                    Code = "NOTICE", Order = 1, Variable = false, Datatype = AttributeDatatype.Text,
                    Description = "Graffiti on private walls is the owner's to remove; we can only advise.",
                },
                new()
                {
                    Code = "DETAILS", Order = 2, Datatype = AttributeDatatype.Text,
                    Description = "What does it show or say?", DatatypeDescription = "Several lines if you like.",
                },
            ],
        },
        new()
        {
            JurisdictionId = jurisdictionId, ChangedAt = now, Code = "DUMPING", Name = "Illegal dumping", Group = "Sanitation",
            Description = "Furniture, rubble or refuse left in a public place.", Keywords = "dumping, furniture, rubble, mattress",
            AgencyResponsible = "Sanitation", Target = TimeSpan.FromDays(3),
        },
        new()
        {
            JurisdictionId = jurisdictionId, ChangedAt = now, Code = "TREE", Name = "Dangerous tree", Group = "Parks",
            Description = "A leaning tree or a hanging branch in a street or park.", Keywords = "tree, branch, park",
            AgencyResponsible = "Forestry", Notice = "In immediate danger call the emergency number instead.", Target = TimeSpan.FromDays(14),
        },
        new()
        {
            JurisdictionId = jurisdictionId, ChangedAt = now, Code = "ABANDONED_VEHICLE", Name = "Abandoned vehicle", Group = "Streets", Type = SubmissionType.Batch,
            Description = "A vehicle without valid plates that has not moved for weeks. The police give the number in batches.",
            Keywords = "car, vehicle, plates, wreck", AgencyResponsible = "Parking Enforcement", Target = TimeSpan.FromDays(21),
            Attributes =
            [
                new()
                {
                    Code = "PLATE", Order = 1, Datatype = AttributeDatatype.String, Description = "Number plate, if any",
                },
            ],
        },
        new()
        {
            JurisdictionId = jurisdictionId, ChangedAt = now, Code = "NOISE", Name = "Noise", Group = "Public space", Type = SubmissionType.Batch,
            Description = "Repeated noise from a building site or a venue.", Keywords = "noise, music, construction",
            AgencyResponsible = "Public Order", Target = TimeSpan.FromDays(10),
        },
        new()
        {
            JurisdictionId = jurisdictionId, ChangedAt = now, Code = "TIP", Name = "Confidential tip", Group = "Public order", Type = SubmissionType.Blackbox,
            Description = "Something the inspectors should know. It is passed on and cannot be followed.",
            Keywords = "tip, anonymous, fraud", AgencyResponsible = "Inspector General",
        },
    ];

    private static List<AttributeOption> Options(params ReadOnlySpan<(string Key, string Name)> options)
    {
        var list = new List<AttributeOption>(options.Length);
        foreach (var (key, name) in options)
            list.Add(new AttributeOption { Key = key, Name = name });
        return list;
    }
}
