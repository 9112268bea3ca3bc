alter table probe add column why text;
